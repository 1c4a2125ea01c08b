const slashes = '⁄∕⧸╱⟋〳⫽᜵';

/** One, or what reads like one. */
export const slash = new RegExp(`[/／${slashes}]`);

/**
 * Letters of other alphabets and slashes that read like those of ASCII and that Unicode's compatibility forms
 * (NFKC) keep apart. After Unicode's table of confusables (UTS #39), as far as the name of a module or a record's key can
 * be written with them.
 */
const lookalikes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: 'аɑαᴀ',
    b: 'ьƅʙ',
    c: 'сϲᴄ',
    d: 'ԁɗᴅ',
    e: 'еєҽᴇ',
    f: 'ƒꜰ',
    g: 'ɡցɢ',
    h: 'һհʜ',
    i: 'іıɩιɪ',
    j: 'јϳᴊ',
    k: 'кκᴋ',
    l: 'ӏǀʟ',
    m: 'мᴍ',
    n: 'пոηɴ',
    o: 'оοօσᴏ',
    p: 'рρᴘ',
    q: 'ԛզ',
    r: 'гʀ',
    s: 'ѕꜱ',
    t: 'тτᴛ',
    u: 'ᴜυսʋ',
    v: 'ѵνᴠ',
    w: 'ԝѡᴡ',
    x: 'хχ',
    y: 'уγʏ',
    z: 'ᴢʐ',
    A: 'АΑ',
    B: 'ВΒ',
    C: 'СϹ',
    D: 'Ꭰ',
    E: 'ЕΕ',
    F: 'Ϝ',
    H: 'НΗ',
    I: 'ІΙӀ',
    J: 'ЈͿ',
    K: 'КΚ',
    M: 'МΜ',
    N: 'Ν',
    O: 'ОΟՕ',
    P: 'РΡ',
    R: 'Ꭱ',
    S: 'ЅՏ',
    T: 'ТΤ',
    V: 'Ѵ',
    W: 'Ԝ',
    X: 'ХΧ',
    Y: 'УΥ',
    Z: 'Ζ',
    '/': slashes,
    _: '‗ˍ',
  }).flatMap(([plain, others]) => Array.from(others, (other) => [other, plain] as const)),
);

/** Signs that a reader doesn't see, or sees as a part of another. */
const unread = /[\p{M}\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const decimal = /\p{Nd}/gu;

const openings = '(（﹙⁽₍︵❨❪⟮⦅⸨﴾⎛⎝❲〔〘【';
const closings = ')）﹚⁾₎︶❩❫⟯⦆⸩﴿⎞⎠❳〕〙】';

/** What stands in round brackets, or in others that read like them, and has no further ones in it. */
export const bracketed = new RegExp(
  `[${openings}]([^${openings}${closings}]{1,600})[${closings}]`,
  'gu',
);

function plainForm(character: string): string {
  return lookalikes.get(character) ?? character;
}

function readingOf(character: string): string {
  if (character < '\u0080') return '\\*`~'.includes(character) ? '' : character;
  if (unread.test(character)) return '';
  const parts = Array.from(plainForm(character).normalize('NFKC').normalize('NFD'));
  const read = parts.filter((part) => !unread.test(part)).map(plainForm);
  return read.join('').replace(decimal, '0');
}

/**
 * A text as it reads, in ASCII where its characters look like that, without Markdown's signs; digits of other scripts
 * are 0.
 */
export function asItReads(text: string): string {
  return Array.from(text, readingOf).join('');
}
