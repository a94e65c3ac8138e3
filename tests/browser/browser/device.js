/** A device that holds passkeys, as Chromium simulates one. */

export class Device {
  /**
   * @param {import('playwright-core').CDPSession} protocol
   * @param {string} authenticatorId
   */
  constructor(protocol, authenticatorId) {
    this.protocol = protocol;
    this.authenticatorId = authenticatorId;
  }

  /**
   * The device of whoever sees the page. It knows its user, who touches it whenever it asks.
   * @param {import('playwright-core').Page} page
   * @param {boolean} suggests whether the browser suggests passkeys where it suggests names
   */
  static async of(page, suggests) {
    if (!suggests) {
      await page.addInitScript(() => {
        PublicKeyCredential.isConditionalMediationAvailable = async () => false;
      });
    }
    const protocol = await page.context().newCDPSession(page);
    await protocol.send('WebAuthn.enable', { enableUI: false });
    const { authenticatorId } = await protocol.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new Device(protocol, authenticatorId);
  }

  /** @param {boolean} isUserVerified whether finger, face or PIN are right */
  async knowsItsUser(isUserVerified) {
    const { authenticatorId } = this;
    await this.protocol.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified });
  }
}
