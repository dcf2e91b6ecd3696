/** Standard events of goals and their score: quests, scorecard, profile. */

import { defineEventOnDemand } from '../define-event.ts';
import {
  count,
  days,
  described,
  integer,
  list,
  minutes,
  name,
  nameIn,
  optional,
  seconds,
  weeks,
} from '../field-constructors.ts';
import { PROOF_TIERS } from './vocabulary.ts';

export const questCompleted = defineEventOnDemand('quest.completed', 'A goal was reached.', () => ({
  minimal: {
    quest_id: described('Which goals are reached.', nameIn('quests')),
    proof_tier: described('How strong the evidence is.', name(...PROOF_TIERS)),
    xp_awarded: optional(described('How it was scored.', count())),
    timebox_estimate_minutes: optional(described('How well effort is estimated.', minutes())),
    observed_duration_seconds: optional(described('How long it took.', seconds())),
  },
  standard: {
    pack_id: optional(described('The set that the goal belongs to.', nameIn('packs'))),
    pillars: optional(described('The themes that the goal serves.', list(nameIn('pillars')))),
  },
}));

export const questFailed = defineEventOnDemand('quest.failed', 'A goal was given up.', () => ({
  minimal: {
    quest_id: described('Which goals fail.', nameIn('quests')),
    reason: described('Why goals fail.', nameIn('reasons', 'abort', 'budget', 'denied', 'error', 'timeout')),
  },
}));

export const scorecardUpdated = defineEventOnDemand('scorecard.updated', 'The score changed.', () => ({
  minimal: {
    daily_streak: described('Days in a row with a reached goal.', days()),
    weekly_streak: described('Weeks in a row with a reached goal.', weeks()),
    total_xp: described('The score so far.', integer()),
  },
}));

export const profileUpdated = defineEventOnDemand('profile.updated', 'Settings of the profile were changed.', () => ({
  minimal: { fields_changed_count: described('How many settings were changed; never which.', count()) },
}));
