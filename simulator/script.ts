import { type Organisation } from './records/organisation.js';
import { type Fields, type SimRef } from './records/sim-record.js';
import { type ZohoTime } from './zoho-time.js';

/** The part of the simulator a step works with. */
export interface Stage {
  readonly organisation: Organisation;
  readonly time: ZohoTime;
}

/** The records that earlier steps made, by the name the script gives them. */
export type Cast = Map<string, SimRef>;

export interface ScriptStep {
  /** One word for it, as programs call it. */
  readonly name: string;
  /** What happens, for people. */
  readonly sentence: string;
  /** Changes the organisation; returns the records it touched. */
  readonly perform: (stage: Stage, cast: Cast) => readonly SimRef[];
}

export interface PerformedStep {
  readonly name: string;
  readonly sentence: string;
  readonly refs: readonly SimRef[];
}

const dayMs = 24 * 60 * 60_000;

/** A fortnight in the life of a customer. It brings its own records, so it plays in an empty organisation too. */
export const script: readonly ScriptStep[] = [
  step(
    'customer',
    'A new customer appears: the account Meridian Robotics, with its contact Amara Okafor.',
    ({ organisation }, cast) => {
      const account = organisation.create('Accounts', {
        Account_Name: 'Meridian Robotics',
        Website: 'https://meridian-robotics.example',
        Phone: '+234 1 555 0117',
        Industry: 'Manufacturing',
        Annual_Revenue: 12_500_000,
        Account_Type: 'Customer',
        Employees: 240,
        Billing_City: 'Lagos',
        Billing_Country: 'Nigeria',
        Description: 'Builds sorting robots for parcel centres.',
        Account_Status: 'Active',
        Health_Score: 82,
      });
      const contact = organisation.create('Contacts', {
        First_Name: 'Amara',
        Last_Name: 'Okafor',
        Email: 'amara.okafor@meridian-robotics.example',
        Phone: '+234 1 555 0118',
        Title: 'Chief Operating Officer',
        Account_Name: linkTo(account),
      });
      return [keep(cast, 'meridian', account), keep(cast, 'amara', contact)];
    },
  ),
  step(
    'opportunity',
    'A deal over 48,000 is opened with Meridian Robotics: Warehouse Pilot.',
    ({ organisation, time }, cast) => {
      const deal = organisation.create('Deals', {
        Deal_Name: 'Warehouse Pilot',
        Account_Name: linkTo(member(cast, 'meridian')),
        Contact_Name: linkTo(member(cast, 'amara')),
        Stage: 'Qualification',
        Amount: 48_000,
        Closing_Date: time.formatDay(time.now() + 45 * dayMs),
        Type: 'New Business',
        Next_Step: 'Visit the warehouse in Ikeja',
      });
      return [keep(cast, 'pilot', deal)];
    },
  ),
  step(
    'negotiation',
    'The deal Warehouse Pilot moves to Negotiation/Review, and its amount rises to 54,000.',
    (stage, cast) =>
      change(stage, cast, 'pilot', {
        Stage: 'Negotiation/Review',
        Amount: 54_000,
        Next_Step: 'Legal reads the contract',
      }),
  ),
  step(
    'trouble',
    'Meridian Robotics is in trouble: its health score falls to 31, its status to At Risk.',
    (stage, cast) =>
      change(stage, cast, 'meridian', { Health_Score: 31, Account_Status: 'At Risk' }),
  ),
  step(
    'meeting',
    'A rescue meeting with Meridian Robotics is put in the calendar for the day after tomorrow.',
    ({ organisation, time }, cast) => {
      const start = time.now() + 2 * dayMs;
      const event = organisation.create('Events', {
        Event_Title: 'Rescue meeting with Meridian Robotics',
        Start_DateTime: time.format(start),
        End_DateTime: time.format(start + 60 * 60_000),
        Venue: 'Video call',
        What_Id: linkTo(member(cast, 'meridian')),
        Who_Id: linkTo(member(cast, 'amara')),
        Description: 'Why the robots in hall 3 stand still.',
      });
      return [keep(cast, 'meeting', event)];
    },
  ),
  step(
    'call',
    'A call with Amara Okafor is logged: 12 minutes, she asks for a technician.',
    ({ organisation, time }, cast) => {
      const call = organisation.create('Calls', {
        Subject: 'Amara Okafor about hall 3',
        Call_Type: 'Inbound',
        Call_Status: 'Completed',
        Call_Start_Time: time.format(time.now()),
        Call_Duration: '12:20',
        Call_Purpose: 'Project',
        Call_Result: 'Asked for a technician',
        What_Id: linkTo(member(cast, 'pilot')),
        Who_Id: linkTo(member(cast, 'amara')),
      });
      return [keep(cast, 'call', call)];
    },
  ),
  step('task', 'A task is created: send a technician to Lagos.', ({ organisation, time }, cast) => {
    const task = organisation.create('Tasks', {
      Subject: 'Send a technician to Lagos',
      Status: 'Not Started',
      Priority: 'Highest',
      Due_Date: time.formatDay(time.now() + 3 * dayMs),
      What_Id: linkTo(member(cast, 'meridian')),
      Who_Id: linkTo(member(cast, 'amara')),
    });
    return [keep(cast, 'technician', task)];
  }),
  step('task-done', 'The task is completed: the technician was there.', (stage, cast) =>
    change(stage, cast, 'technician', { Status: 'Completed' }),
  ),
  step(
    'note',
    'A note is added to the deal: the cause was a loose cable.',
    ({ organisation }, cast) => {
      const note = organisation.create('Notes', {
        Note_Title: 'Hall 3',
        Note_Content: 'The cause was a loose cable. Amara is satisfied and wants a second line.',
        Parent_Id: linkTo(member(cast, 'pilot')),
      });
      return [keep(cast, 'note', note)];
    },
  ),
  step('won', 'The deal Warehouse Pilot is won.', (stage, cast) =>
    change(stage, cast, 'pilot', { Stage: 'Closed Won', Next_Step: null }),
  ),
  step(
    'moved',
    'Amara Okafor moves to another company: Sahel Freight.',
    ({ organisation }, cast) => {
      const account = organisation.create('Accounts', {
        Account_Name: 'Sahel Freight',
        Industry: 'Transportation',
        Account_Type: 'Prospect',
        Billing_City: 'Dakar',
        Billing_Country: 'Senegal',
      });
      const amara = member(cast, 'amara');
      organisation.update(amara, {
        Account_Name: linkTo(account),
        Title: 'Managing Director',
        Email: 'amara@sahel-freight.example',
      });
      return [keep(cast, 'sahel', account), amara];
    },
  ),
  step(
    'deleted',
    'The deal Warehouse Pilot is deleted: it was entered twice.',
    ({ organisation }, cast) => {
      const pilot = member(cast, 'pilot');
      organisation.delete(pilot);
      return [pilot];
    },
  ),
  step(
    'mistake',
    'The account Meridian Robotics is deleted by mistake.',
    ({ organisation }, cast) => {
      const meridian = member(cast, 'meridian');
      organisation.delete(meridian);
      return [meridian];
    },
  ),
  step(
    'restored',
    'The account Meridian Robotics is restored from the recycle bin.',
    ({ organisation }, cast) => {
      const meridian = member(cast, 'meridian');
      organisation.restore(meridian);
      return [meridian];
    },
  ),
];

/** Plays the script; each step happens when the next item is asked for, so the caller sets the pace. */
export function* performScript(stage: Stage): Generator<PerformedStep, void, undefined> {
  const cast: Cast = new Map();
  for (const { name, sentence, perform } of script) {
    yield { name, sentence, refs: perform(stage, cast) };
  }
}

function step(name: string, sentence: string, perform: ScriptStep['perform']): ScriptStep {
  return { name, sentence, perform };
}

function change(stage: Stage, cast: Cast, name: string, fields: Fields): readonly SimRef[] {
  const ref = member(cast, name);
  stage.organisation.update(ref, fields);
  return [ref];
}

function keep(cast: Cast, name: string, { module, id }: SimRef): SimRef {
  const ref = { module, id };
  cast.set(name, ref);
  return ref;
}

function member(cast: Cast, name: string): SimRef {
  const ref = cast.get(name);
  if (ref === undefined) throw new Error(`The script has no ${name} yet`);
  return ref;
}

function linkTo({ id }: SimRef): { id: string } {
  return { id };
}
