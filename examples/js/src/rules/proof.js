/** What a job remembers of those who said something that octets decide (spec/Proof.tla): changes of a job. */
import { withElement, without } from "./job.js";

/** After a proof: the first one decides. */
export const proved = (job, outcome) => ({ proven: job.proven ?? outcome });

/** After a member lied: it has not confirmed. */
export const marked = (job, node) => ({
  liars: withElement(job.liars, node),
  confirmed: without(job.confirmed, node),
});
