/** What is asked (conformance/README.md), and who answers it. */
import { digest } from "./encoding/digest.js";
import { decode } from "./encoding/documents.js";
import { fromHex, toHex } from "./octets.js";

/** Each takes the fields of its request, and gives what goes into `ok`. */
export const REQUESTS = {
  decode: ({ type, octets }) => decode(type, fromHex(octets)),
  digest: ({ domain, value }) => toHex(digest(domain, value)),
};
