// Who waits for a mailed code: a name and an address, nothing secret. The tab keeps them, so that a page that is loaded
// once more, as phones do while the mail is read, takes the code all the same.

export class AwaitedCode {
  constructor(tenant) {
    this.key = `sv-code-${tenant}`;
  }

  /** `{username, email}`, or null if nobody waits. */
  get applicant() {
    try {
      return JSON.parse(sessionStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  keep(applicant) {
    this.#mark(true);
    try {
      sessionStorage.setItem(this.key, JSON.stringify(applicant));
    } catch {
      // A browser that stores nothing goes on without.
    }
  }

  forget() {
    this.#mark(false);
    try {
      sessionStorage.removeItem(this.key);
    } catch {
      // As above.
    }
  }

  /** Says in the page's address that a code is waited for: it is shown then even after the request has ended. */
  #mark(isAwaited) {
    const here = new URL(location.href);
    if (isAwaited) here.searchParams.set('awaits', 'code');
    else here.searchParams.delete('awaits');
    history.replaceState(history.state, '', here);
  }
}
