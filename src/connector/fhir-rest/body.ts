/** The whole body, or undefined when it is larger than `maxBytes`: then no more than that was read. */
export async function bodyWithin(response: Response, maxBytes: number): Promise<Uint8Array | undefined> {
  if (response.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Counted after decompression: content-length says nothing about that. Leaving the loop closes the connection.
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
