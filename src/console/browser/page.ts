import { type Overview } from '../overview/overview.js';

/** What a page may know of where it is shown. */
export interface PageContext {
  /** Whether whoever is logged in may change something. */
  readonly mayAct: boolean;
  /** The modules that are synced. */
  readonly modules: readonly string[];
  /** What stands behind the page's name in the address, taken apart. */
  readonly path: readonly string[];
  readonly parameters: URLSearchParams;
  /** What the stream told last. */
  readonly overview: Overview | undefined;
}

/** A page that is shown. */
export interface Page {
  readonly title: string;
  readonly node: HTMLElement;
  /** Called when the stream tells something new. */
  readonly onOverview?: (overview: Overview) => void;
  /** Called when another page takes its place. */
  readonly close?: () => void;
}

export type PageMaker = (context: PageContext) => Page;
