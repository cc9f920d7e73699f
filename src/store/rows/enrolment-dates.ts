export const ENROLMENTS_DUE = 'SELECT person FROM enrolment_dates WHERE partner = ? AND at <= ? ORDER BY at, person';
