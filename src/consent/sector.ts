/** Sector of an organization: decides which legal regime applies to what it may see (hpl § 25 and § 45 against § 22). */
export type Sector = 'municipal' | 'specialist' | 'other';
