/* What this machine multiplies and adds at most with the instructions that WebAssembly SIMD has: vectors of two doubles, not
   fused. The tile of the kernels (4 x 4 elements of a product, all operands in the first-level cache), by a C compiler:

     cc -O3 -mavx -ffp-contract=off -funroll-loops bench/peak.c -o peak && ./peak        (x86-64) */
#include <immintrin.h>
#include <stdio.h>
#include <time.h>

enum { SIDE = 64, COLUMNS = 32, REPEATS = 2000, ROUNDS = 60 };
static double a[4 * SIDE], b[SIDE * COLUMNS], c[4 * COLUMNS];

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

__attribute__((noinline)) static void tile(const double *left, const double *right, double *target) {
  __m128d sums[4][2];
  for (int i = 0; i < 4; i++) sums[i][0] = sums[i][1] = _mm_setzero_pd();
  for (int k = 0; k < SIDE; k++, right += COLUMNS) {
    const __m128d r0 = _mm_loadu_pd(right), r1 = _mm_loadu_pd(right + 2);
    for (int i = 0; i < 4; i++) {
      const __m128d x = _mm_loaddup_pd(left + i * SIDE + k);
      sums[i][0] = _mm_add_pd(sums[i][0], _mm_mul_pd(x, r0));
      sums[i][1] = _mm_add_pd(sums[i][1], _mm_mul_pd(x, r1));
    }
  }
  for (int i = 0; i < 4; i++) {
    _mm_storeu_pd(target + i * COLUMNS, sums[i][0]);
    _mm_storeu_pd(target + i * COLUMNS + 2, sums[i][1]);
  }
}

int main(void) {
  double least = 1e9, check = 0;
  for (int k = 0; k < 4 * SIDE; k++) a[k] = 1e-3 * k;
  for (int k = 0; k < SIDE * COLUMNS; k++) b[k] = 1.0 / (k + 1);
  for (int round = 0; round < ROUNDS; round++) {
    const double start = seconds();
    for (int repeat = 0; repeat < REPEATS; repeat++)
      for (int j = 0; j < COLUMNS; j += 4) tile(a, b + j, c + j);
    const double taken = seconds() - start;
    if (taken < least) least = taken;
    check += c[round % (4 * COLUMNS)];
  }
  printf("%.1f Gflop/s (check %g)\n", 2.0 * 4 * SIDE * COLUMNS * REPEATS / least * 1e-9, check);
  return 0;
}
