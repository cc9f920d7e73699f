import { InvalidArgumentError } from 'commander';

/** An organization number (nine digits), as somebody writes it on the command line. */
export function organizationNumber(text: string): string {
  if (!/^\d{9}$/u.test(text)) throw new InvalidArgumentError('It must be an organization number: nine digits.');
  return text;
}

/** A day of the calendar, as 2027-11-22. */
export function day(text: string): string {
  const date = new Date(`${text}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== text)
    throw new InvalidArgumentError('It must be a day, as 2027-11-22.');
  return text;
}
