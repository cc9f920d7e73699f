/** Told of how many resources' search rows are made, of how many. */
export type OnRefill = (progress: { readonly done: number; readonly of: number }) => void;
