function names(text: string): ReadonlySet<string> {
  return new Set(text.split(' '));
}

/** Elements that stand for a line of their own. */
export const lineElements = names(
  'div li tr dt dd section article header footer address aside main nav figure figcaption form fieldset option ' +
    'caption center summary details body html tbody thead tfoot',
);

/** Elements with an empty line before and after them. */
export const paragraphElements = names('p h1 h2 h3 h4 h5 h6 ul ol dl blockquote table hr pre');

/** Elements whose contents nobody reads. The tokenizer takes all up to their end for one text. */
export const hiddenElements = names('script style iframe noembed noframes');

/** Elements inside of a line, cells among them. */
const inlineElements = names(
  'a abbr acronym area audio b base bdi bdo big br button canvas cite code col colgroup data del dfn em embed font ' +
    'head i img input ins kbd label legend link map mark meta noscript object optgroup output param picture q s samp ' +
    'select small source span strike strong sub sup svg td template textarea th time title tt u var video wbr',
);

/** What word processors add. */
const officeElement = /^(?:o|v|w|m|x|st1):[a-z0-9]{1,30}$/;

export function isHtmlElement(name: string): boolean {
  return (
    inlineElements.has(name) ||
    lineElements.has(name) ||
    paragraphElements.has(name) ||
    hiddenElements.has(name) ||
    officeElement.test(name)
  );
}

/** Elements that texts in HTML are made of, and that people don't write for something else, as `<title>` or `<time>`. */
const tellingElements = names(
  'a b big blockquote body br center code div em font h1 h2 h3 h4 h5 h6 hr html i img li ol p pre s script small span ' +
    'strike strong style sub sup table td th tr u ul',
);

export function tellsHtml(name: string): boolean {
  return tellingElements.has(name);
}

const booleanAttributes = names(
  'allowfullscreen async autofocus autoplay checked compact contenteditable controls default defer disabled download ' +
    'hidden ismap itemscope loop multiple muted nohref noresize noshade novalidate nowrap open readonly required ' +
    'reversed selected',
);

/** Whether an attribute may stand without a value. */
export function isBooleanAttribute(name: string): boolean {
  return booleanAttributes.has(name) || name.startsWith('data-') || name.startsWith('aria-');
}
