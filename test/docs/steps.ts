import { jsonFrom } from '../../src/kernel/json.js';

/**
 * What a page asks of its reader, in the page's order. A block of the language `sh` is commands, and a block of `text`
 * right after it is what they print. A comment before a block, which no reader sees, says what is special:
 *
 * - `<!-- docs:skip REASON -->`: it can't run here
 * - `<!-- docs:stays until COMMAND -->`: it runs on, in a terminal of its own; the next step begins when COMMAND succeeds
 * - `<!-- docs:first COMMANDS -->`: what is run before it in the same shell, for what the page can't know
 *
 * A block of `json` is to be copied somewhere: it must be JSON.
 */
export type Step =
  | (Run & { readonly kind: 'command' })
  | (Run & { readonly kind: 'stay'; readonly until: string })
  | (Block & { readonly kind: 'skipped'; readonly reason: string });

interface Block {
  /** Of the opening fence, from 1. */
  readonly line: number;
  readonly text: string;
}

interface Run extends Block {
  /** What the page shows of its output, if it does. */
  readonly shown: string | undefined;
  readonly first: string | undefined;
}

interface Marks {
  readonly skip?: string;
  readonly stays?: string;
  readonly first?: string;
}

interface Fence extends Block {
  readonly language: string;
  readonly marks: Marks;
  /** Nothing but empty lines stands between it and the block before. */
  readonly followsBlock: boolean;
}

/** Others would be passed over unnoticed: `bash` would be a block that is never run. */
const languages = ['sh', 'text', 'yaml', 'dotenv', 'json'];

/** @throws where a block or a mark isn't one of those above: nothing is passed over by mistake */
export function stepsOf(text: string, page: string): readonly Step[] {
  const fences = fencesOf(text, page);
  return fences.flatMap((fence, index) => {
    if (fence.marks.skip !== undefined) {
      const { line, text } = fence;
      return [{ kind: 'skipped', line, text, reason: fence.marks.skip }];
    }
    if (fence.language === 'yaml') throw problemAt(page, fence.line, 'yaml needs docs:skip');
    if (fence.language === 'json' && jsonFrom(fence.text) === undefined) {
      throw problemAt(page, fence.line, 'json that is none');
    }
    return fence.language === 'sh' ? [stepOf(fence, fences[index + 1])] : [];
  });
}

function stepOf({ line, text, marks }: Fence, next: Fence | undefined): Step {
  const isShown = next?.followsBlock === true && next.language === 'text';
  const shown = isShown ? next.text : undefined;
  const { first, stays: until } = marks;
  const run = { line, text, shown, first };
  return until === undefined ? { kind: 'command', ...run } : { kind: 'stay', ...run, until };
}

const pieces =
  /^(?<indent> *)```(?<language>.*)\n(?<text>(?:.*\n)*?) *```$|^ *<!-- docs:(?<mark>[^]*?) ?-->$|^(?<prose> *\S.*)$/gm;

function fencesOf(page: string, name: string): readonly Fence[] {
  const fences: Fence[] = [];
  let marks: Marks = {};
  let followsBlock = false;
  for (const { index, groups = {} } of page.matchAll(pieces)) {
    const line = page.slice(0, index).split('\n').length;
    const { language, mark } = groups;
    if (language !== undefined) {
      if (!languages.includes(language)) throw problemAt(name, line, `a block of "${language}"`);
      fences.push({ line, language, text: textOf(groups), marks, followsBlock });
      marks = {};
    } else if (mark !== undefined) {
      marks = { ...marks, ...markOf(mark, () => problemAt(name, line, `docs:${mark}`)) };
    } else if (Object.keys(marks).length > 0) {
      throw problemAt(name, line, 'a mark without its block');
    }
    followsBlock = language !== undefined;
  }
  if (Object.keys(marks).length > 0) throw problemAt(name, 0, 'a mark at the end');
  return fences;
}

/** A block's text without the indentation of the list it stands in. */
function textOf({ indent = '', text = '' }: Record<string, string | undefined>): string {
  return text.replaceAll(new RegExp(`^${indent}`, 'gm'), '').trimEnd();
}

function markOf(mark: string, problem: () => Error): Marks {
  const { name, value } =
    /^(?<name>skip|stays until|first)\s+(?<value>\S[^]*)$/.exec(mark)?.groups ?? {};
  if (name === undefined || value === undefined) throw problem();
  return { [name === 'stays until' ? 'stays' : name]: value.trim() };
}

function problemAt(page: string, line: number, what: string): Error {
  return new Error(`${page}:${line}: ${what} can't be run; see test/docs/steps.ts`);
}
