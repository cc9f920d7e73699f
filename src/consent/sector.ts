/**
 * Sector of an organization: decides which legal regime applies to what it may see (hpl § 25 and § 45 against § 22).
 * `national`: a store in which plans are published; it takes part in none, and gets what the person lets be published (consent C).
 */
export type Sector = 'municipal' | 'specialist' | 'other' | 'national';
