/** Connected components of the graph on 0 .. size - 1 in which i and j are linked when `linked(i, j)`. */
export function components(size: number, linked: (i: number, j: number) => boolean): number[][] {
  const parent = Array.from({ length: size }, (_, i) => i);
  const root = (i: number): number => {
    let at = i;
    while (parent[at] !== at) at = parent[at];
    return at;
  };
  for (let i = 0; i < size; i++) for (let j = i + 1; j < size; j++) if (linked(i, j)) parent[root(j)] = root(i);
  const groups = new Map<number, number[]>();
  for (let i = 0; i < size; i++) groups.set(root(i), [...(groups.get(root(i)) ?? []), i]);
  return [...groups.values()];
}

/** Strongly connected components of the directed graph with an edge i -> j when `edge(i, j)`: by transitive closure. */
export function strongComponents(size: number, edge: (i: number, j: number) => boolean): number[][] {
  const reach = Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => i === j || edge(i, j)));
  for (let k = 0; k < size; k++)
    for (let i = 0; i < size; i++) if (reach[i][k]) for (let j = 0; j < size; j++) if (reach[k][j]) reach[i][j] = true;
  return components(size, (i, j) => reach[i][j] && reach[j][i]);
}

/** Blocks of a matrix that no nonzero entry connects: rows and columns of each; zero rows and columns stand alone. */
export function bipartiteBlocks(
  rows: number,
  columns: number,
  nonzero: (i: number, j: number) => boolean,
): { rows: number[]; columns: number[] }[] {
  const isEdge = (a: number, b: number): boolean => a < rows && b >= rows && nonzero(a, b - rows);
  return components(rows + columns, isEdge).map((group) => ({
    rows: group.filter((i) => i < rows),
    columns: group.filter((i) => i >= rows).map((i) => i - rows),
  }));
}
