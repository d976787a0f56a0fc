/** What the tests use of the npm package `fernet`, which supports only text. */
declare module 'fernet' {
  namespace fernet {
    interface Secret {
      readonly signingKeyHex: string;
    }
    interface TokenOptions {
      readonly secret: Secret;
      readonly token?: string;
      /** Seconds; 0 means no expiry. */
      readonly ttl?: number;
    }
    interface Token {
      encode(message: string): string;
      decode(): string;
    }
  }

  const fernet: {
    readonly Secret: new (base64: string) => fernet.Secret;
    readonly Token: new (options: fernet.TokenOptions) => fernet.Token;
  };
  export = fernet;
}
