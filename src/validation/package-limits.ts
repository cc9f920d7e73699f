/** Bounds of one package: HL7's own core of R4 has 4581 files and 68 MB. */
export const MAX_FILES = 20_000;
export const MAX_FILE_BYTES = 32 * 1024 * 1024;
export const MAX_BYTES = 256 * 1024 * 1024;

/** Elements of one StructureDefinition: R4's largest snapshot has some 500. */
export const MAX_ELEMENTS = 20_000;
