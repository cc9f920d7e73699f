/** True and false are certain; undefined is "cannot be told here". */
export type Answer = boolean | undefined;

/** What can be told of a code of one system. */
export type CodeTest = (code: string) => Answer;
