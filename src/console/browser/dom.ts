/** What an element may hold: nodes, and texts, which are never read as HTML. */
export type Child = Node | string | number | null | undefined | false | readonly Child[];

type Listener = (event: Event) => void;

/** Attributes by name; `on…` adds a listener, true is an attribute without a value, and false or null leaves it out. */
export type Attributes = Readonly<
  Record<string, string | number | boolean | null | undefined | Listener>
>;

const svgSpace = 'http://www.w3.org/2000/svg';

/** An element. `name` may have classes behind it: `p.quiet.small`. */
export function el(name: string, attributes: Attributes = {}, ...children: Child[]): HTMLElement {
  const [tag = 'div', ...classes] = name.split('.');
  return filled(document.createElement(tag), classes, attributes, children);
}

/** The same, of a drawing. */
export function svg(name: string, attributes: Attributes = {}, ...children: Child[]): SVGElement {
  const [tag = 'g', ...classes] = name.split('.');
  return filled(document.createElementNS(svgSpace, tag), classes, attributes, children);
}

/** Puts these in place of all that the element holds. */
export function fill(parent: Element, ...children: Child[]): void {
  parent.replaceChildren(...nodesOf(children));
}

/**
 * Makes the element hold what `next` holds, and leaves what is the same as it is: so what a person has focused, selected
 * or is having read out stays. For what has no listeners.
 */
export function become(present: Element, next: Element): void {
  for (const { name } of [...present.attributes]) {
    if (!next.hasAttribute(name)) present.removeAttribute(name);
  }
  for (const { name, value } of [...next.attributes]) {
    if (present.getAttribute(name) !== value) present.setAttribute(name, value);
  }
  const [old, fresh] = [[...present.childNodes], [...next.childNodes]];
  fresh.forEach((node, index) => {
    const there = old[index];
    if (there === undefined) present.append(node);
    else if (there instanceof Element && node instanceof Element && isAlike(there, node)) {
      become(there, node);
    } else if (!there.isEqualNode(node)) there.replaceWith(node);
  });
  for (const node of old.slice(fresh.length)) node.remove();
}

function isAlike(one: Element, other: Element): boolean {
  return one.nodeName === other.nodeName && one.id === other.id;
}

function filled<E extends HTMLElement | SVGElement>(
  element: E,
  classes: readonly string[],
  attributes: Attributes,
  children: readonly Child[],
): E {
  if (classes.length > 0) element.setAttribute('class', classes.join(' '));
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...nodesOf(children));
  return element;
}

function nodesOf(children: readonly Child[]): (Node | string)[] {
  return children.flatMap((child) => {
    if (child === null || child === undefined || child === false) return [];
    if (typeof child === 'number') return [String(child)];
    if (typeof child === 'string' || child instanceof Node) return [child];
    return nodesOf(child);
  });
}
