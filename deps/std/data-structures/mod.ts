/**
 * `@std/data-structures` for networks that reach only an npm registry; see
 * ../README.md.
 *
 * @module
 */

// @ts-types="./binary_heap.d.ts"
export { BinaryHeap } from "npm:deno-std@1.4.0/data_structures/binary_heap.js";
// @ts-types="./comparators.d.ts"
export {
  ascend,
  descend,
} from "npm:deno-std@1.4.0/data_structures/comparators.js";
// @ts-types="./deque.d.ts"
export { Deque } from "npm:deno-std@1.4.0/data_structures/deque.js";
// @ts-types="./red_black_tree.d.ts"
export { RedBlackTree } from "npm:deno-std@1.4.0/data_structures/red_black_tree.js";
