/** Orders by `<`, the smallest first: -1, 0 or 1. */
export function ascend<T>(a: T, b: T): -1 | 0 | 1;

/** Orders by `<`, the largest first: -1, 0 or 1. */
export function descend<T>(a: T, b: T): -1 | 0 | 1;
