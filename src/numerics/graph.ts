/**
 * Strongly connected components of the directed graph with an edge i -> j where entry (i, j) of an n x n matrix is not 0
 * (Kosaraju's two searches, without recursion). The eigenvalues of the matrix are those of its diagonal blocks on the
 * components together: ordered suitably it is block triangular.
 */
export function stronglyConnectedBlocks(data: Float64Array, n: number): number[][] {
  const order: number[] = [];
  const seen = new Array<boolean>(n).fill(false);
  for (let start = 0; start < n; start++)
    search(
      start,
      n,
      (i, j) => data[i * n + j] !== 0,
      seen,
      (i) => order.push(i),
    );
  seen.fill(false);
  const blocks: number[][] = [];
  for (const start of order.reverse()) {
    const block: number[] = [];
    search(
      start,
      n,
      (i, j) => data[j * n + i] !== 0,
      seen,
      (i) => block.push(i),
    );
    if (block.length > 0) blocks.push(block);
  }
  return blocks;
}

/** Depth-first search from one vertex over vertices not yet seen; `leave` is called when a vertex is finished. */
function search(
  start: number,
  n: number,
  hasEdge: (from: number, to: number) => boolean,
  seen: boolean[],
  leave: (vertex: number) => void,
): void {
  if (seen[start]) return;
  seen[start] = true;
  const path = [start];
  const nextOf = new Int32Array(n);
  while (path.length > 0) {
    const vertex = path[path.length - 1];
    let next = nextOf[vertex];
    while (next < n && (seen[next] || !hasEdge(vertex, next))) next++;
    nextOf[vertex] = next + 1;
    if (next < n) {
      seen[next] = true;
      path.push(next);
    } else {
      path.pop();
      leave(vertex);
    }
  }
}
