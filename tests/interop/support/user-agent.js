/** Stands where a person's browser would: keeps cookies, follows the service, and signs in with the native client. */

/** What a browser is left with. @typedef {{location: URL, form?: URLSearchParams}} Arrival */

const REDIRECTS = 10;

/**
 * What stands in a form of ours, as the browser reads it.
 * @param {string} text
 */
function unescaped(text) {
  return text.replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    .replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

export class UserAgent {
  /** @type {Map<string, string>} */
  #cookies = new Map();

  /**
   * @param {import('../../browser/browser/service.js').Service} service
   * @param {import('./world.js').Person} person
   */
  constructor(service, person) {
    this.service = service;
    this.person = person;
    /** How often the person had to sign in. */
    this.signIns = 0;
    /** How often the person was asked whether the client may have what it asks for, and agreed. */
    this.consents = 0;
  }

  /**
   * Opens an address of the service and does what it asks for, until the browser is sent elsewhere.
   * @param {URL} address
   * @returns {Promise<Arrival>}
   */
  async open(address) {
    let url = address;
    for (let step = 0; step < REDIRECTS; step += 1) {
      if (!url.href.startsWith(this.service.url)) return { location: url };
      if (url.pathname === '/sign-in') {
        url = await this.#signIn(url);
        continue;
      }
      if (url.pathname === '/consent') {
        this.consents += 1;
        // The native client begins anew with these cookies, to say yes.
        return { location: new URL((await this.#client(address, '--allow')).location) };
      }
      const answer = await this.#request(url);
      if (url.pathname === '/account') {
        url = new URL(await this.#somebodyElse(answer), url);
        continue;
      }
      const next = answer.headers.get('location');
      if (next) url = new URL(next, url);
      else return this.#form(url, answer);
    }
    throw new Error(`more than ${REDIRECTS} redirects, the last to ${url}`);
  }

  /**
   * Types the code of a device, signs in if need be, and says whether it may have what it asks for.
   * @param {{verification_uri_complete?: string, user_code: string}} device
   * @param {'yes' | 'no'} allow
   */
  async signInDevice({ verification_uri_complete, user_code }, allow) {
    let url = await this.#submit(new URL(verification_uri_complete ?? ''), { user_code });
    if (url.pathname === '/sign-in') {
      const handOver = await this.#signIn(url);
      url = new URL((await this.#request(handOver)).headers.get('location') ?? '', handOver);
    }
    await this.#submit(url, { allow });
  }

  /**
   * Fills in the form of one of the service's own pages, and gives the place where it leads.
   * @param {URL} url of the page
   * @param {Record<string, string>} fields
   */
  async #submit(url, fields) {
    const page = await (await this.#request(url)).text();
    const form = new URLSearchParams(fields);
    for (const name of ['form_token', 'session']) {
      const value = page.match(new RegExp(`name="${name}" value="([^"]*)"`))?.[1];
      if (value) form.set(name, unescaped(value));
    }
    const answer = await this.#request(url, form);
    const next = answer.headers.get('location');
    if (!next) throw new Error(`${url} was answered with ${answer.status}:\n${await answer.text()}`);
    return new URL(next, url);
  }

  /**
   * The form that the answer's page posts to the client.
   * @param {URL} url
   * @param {Response} answer
   */
  async #form(url, answer) {
    const page = await answer.text();
    const action = page.match(/<form[^>]* action="(http[^"]*)"/)?.[1];
    if (!action) throw new Error(`${url} was answered with ${answer.status}:\n${page}`);
    const form = new URLSearchParams();
    for (const [, name, value] of page.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)) {
      form.append(unescaped(name), unescaped(value));
    }
    return { location: new URL(unescaped(action)), form };
  }

  /**
   * Where the page that offers accounts leads who wants none of them.
   * @param {Response} answer
   */
  async #somebodyElse(answer) {
    const links = [...(await answer.text()).matchAll(/<a class="account" href="([^"]*)"/g)];
    return unescaped(links.at(-1)?.[1] ?? '');
  }

  /** @param {URL} url of the sign-in page */
  async #signIn(url) {
    this.signIns += 1;
    return new URL((await this.#client(url, '--no-follow')).url);
  }

  /**
   * @param {URL} url
   * @param {string} option
   */
  #client(url, option) {
    const { name, photograph, pin } = this.person;
    return this.service.command(
      'client', 'authorize', '--url', url.href, '--username', name, '--photo', photograph, '--pin', pin,
      '--cookie', this.#header(), option,
    );
  }

  /**
   * @param {URL} url
   * @param {URLSearchParams} [form] that one of the service's own pages sends
   */
  async #request(url, form) {
    const headers = { cookie: this.#header(), ...form && { origin: this.service.url } };
    const method = form ? 'POST' : 'GET';
    const answer = await fetch(url, { method, body: form, redirect: 'manual', headers });
    for (const cookie of answer.headers.getSetCookie()) {
      const [name, value] = cookie.split(';')[0].split(/=(.*)/s);
      if (value === '' || /max-age=0/i.test(cookie)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return answer;
  }

  #header() {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}
