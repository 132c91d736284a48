/** The rule of each body of a transaction: (context, state, sender, body) -> the state after it, or a refusal. */
import { join, leave, publishLog } from "./admission.js";
import { accuse, answer, challenge } from "./challenge.js";
import { answerCredential, challengeCandidate, confirmCandidate } from "./enrolment.js";
import { offerService, postTask, transfer, withdrawService } from "./market.js";
import { disputeKey, releaseKey } from "./release.js";
import { askResult, confirm, giveResult, requestPayment } from "./result.js";
import { apply } from "./selection.js";
import { approve, show } from "./show.js";

export const RULES = {
  transfer,
  offer_service: offerService,
  withdraw_service: withdrawService,
  post_task: postTask,
  join,
  leave,
  publish_log: publishLog,
  apply,
  show,
  approve,
  release_key: releaseKey,
  dispute_key: disputeKey,
  challenge,
  answer,
  accuse,
  request_payment: requestPayment,
  ask_result: askResult,
  give_result: giveResult,
  confirm,
  challenge_candidate: challengeCandidate,
  answer_credential: answerCredential,
  confirm_candidate: confirmCandidate,
};
