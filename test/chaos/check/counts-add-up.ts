import { type Answers, type Check, type Counted, type History } from './history.js';

/**
 * I4. The counts add up, as far as they can:
 * - received = queued + duplicate + rejected + failed, always: they are written together or not at all.
 * - They equal what the sender was answered, where no count was lost with a killed process or a disturbed Redis.
 * - Every accepted record was brought up to date, given up, or joined another's job: accepted ≤ succeeded + dead +
 *   coalesced. It isn't an equation: a record that joined a running job is looked at once more. And no more runs succeed
 *   than were asked for: succeeded + dead ≤ accepted.
 */
export const countsAddUp: Check = (history) => {
  const { counted, disturbances } = history;
  if (counted === undefined) return ['the counts could not be read'];
  const { webKilled, workerKilled, redisDisturbed } = disturbances;
  return [
    ...sumOf(counted),
    ...(webKilled || redisDisturbed ? [] : answered(history.answers, counted)),
    ...(webKilled || redisDisturbed ? [] : scrapedAlike(history)),
    ...(workerKilled || redisDisturbed ? [] : records(history, counted)),
  ];
};

function sumOf(counted: Counted): readonly string[] {
  const { total_events: total, queued_events: queued } = counted;
  const parts =
    queued + counted.duplicated_events + counted.rejected_events + counted.failed_events;
  return total === parts ? [] : [`${total} deliveries received, but ${parts} answered`];
}

function answered(answers: Answers, counted: Counted): readonly string[] {
  const pairs = [
    ['queued', answers.accepted, counted.queued_events],
    ['duplicate', answers.duplicate, counted.duplicated_events],
    ['rejected', answers.rejected, counted.rejected_events],
    ['failed', answers.failed, counted.failed_events],
  ] as const;
  return pairs
    .filter(([, heard, count]) => count < heard || count > heard + answers.unanswered)
    .map(
      ([name, heard, count]) => `${count} ${name} deliveries counted, the sender knows ${heard}`,
    );
}

function scrapedAlike({ scraped, counted }: History): readonly string[] {
  if (scraped === undefined || counted === undefined) return [];
  return (['queued_events', 'duplicated_events'] as const)
    .filter((name) => scraped[name] !== counted[name])
    .map((name) => `${name}: ${counted[name]} in JSON, ${scraped[name]} in /metrics`);
}

function records({ answers, disturbances }: History, counted: Counted): readonly string[] {
  const { acceptedRecords: accepted, unanswered } = answers;
  const ended = counted.events_succeeded + counted.events_dead_letter;
  const joined = counted.records_coalesced;
  const lost = accepted > ended + joined;
  // Records of a delivery whose answer was lost are asked for, too, and nobody knows how many they are.
  const tooMany = !disturbances.swept && unanswered === 0 && ended > accepted;
  return [
    ...(lost ? [`${accepted} records accepted, only ${ended} ended and ${joined} coalesced`] : []),
    ...(tooMany ? [`${ended} runs ended, but only ${accepted} records were accepted`] : []),
  ];
}
