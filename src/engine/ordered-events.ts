import type { CampaignEvents } from "./api.js";

/**
 * Events of claims that overlap, as if they ran one after the other: those of a claim wait until all claims before it are
 * finished, except for findings and warnings, which are passed on at once, and progress, which is passed over.
 */
export class OrderedEvents {
  readonly #events: CampaignEvents;
  readonly #waiting = new Map<number, (() => void)[]>();
  readonly #finished = new Set<number>();
  #front = 0;

  constructor(events: CampaignEvents) {
    this.#events = events;
  }

  /** The events of the claim at this position. */
  of(position: number): CampaignEvents {
    const { progress, finding, warning } = this.#events;
    return {
      claimStarted: (started) => this.#say(position, () => this.#events.claimStarted?.(started)),
      mutantFinished: (claim, mutant) => this.#say(position, () => this.#events.mutantFinished?.(claim, mutant)),
      claimFinished: (record, milliseconds) => {
        this.#say(position, () => this.#events.claimFinished?.(record, milliseconds));
        this.#finish(position);
      },
      ...(progress === undefined
        ? {}
        : {
            progress: (figures) => {
              if (position === this.#front) progress.call(this.#events, figures);
            },
          }),
      ...(finding === undefined ? {} : { finding: finding.bind(this.#events) }),
      ...(warning === undefined ? {} : { warning: warning.bind(this.#events) }),
    };
  }

  #say(position: number, event: () => void): void {
    if (position === this.#front) event();
    else this.#waiting.set(position, [...(this.#waiting.get(position) ?? []), event]);
  }

  #finish(position: number): void {
    this.#finished.add(position);
    while (this.#finished.has(this.#front)) {
      this.#front++;
      const events = this.#waiting.get(this.#front) ?? [];
      this.#waiting.delete(this.#front);
      for (const event of events) event();
    }
  }
}
