import type { AnyClaim } from "../../claims/claim.js";
import type { CampaignEvents, CampaignOptions, CampaignResult } from "../api.js";
import { runCampaign } from "../campaign.js";
import { toyPrecise } from "./toy.js";

const tool = { name: "lemmacheck", version: "0.0.0" };

/** A campaign over the claims with seed 1, profile ci and the toy's second arithmetic. */
export function run(
  claims: readonly AnyClaim[],
  options: Partial<CampaignOptions> = {},
  events: CampaignEvents = {},
): Promise<CampaignResult> {
  return runCampaign(claims, { seed: 1, profile: "ci", precise: toyPrecise, tool, ...options }, events);
}
