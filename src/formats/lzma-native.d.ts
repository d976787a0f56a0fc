/**
 * The part of lzma-native that `xz.ts` uses: the native coder. The package's own stream around it splits its input at
 * every `YZ` (minutes for a ROM full of them), cannot say where an xz stream ended, and treats preset 0 as 6.
 *
 * @see https://github.com/addaleax/lzma-native/blob/v8.0.6/src/lzma-stream.cpp
 */
declare module 'lzma-native' {
  namespace lzma {
    /** As `lzma_filter` with `lzma_options_lzma`. */
    interface Filter {
      readonly id: string;
      readonly options: {
        readonly mode: number;
        readonly mf: number;
        readonly niceLen: number;
        readonly depth: number;
        /** In bytes. */
        readonly dictSize: number;
        readonly lc: number;
        readonly lp: number;
        readonly pb: number;
      };
    }

    interface Coder {
      /**
       * Called on the main thread for every piece of output (a Buffer), then once at the end of the stream (`null`,
       * with the error if it ended in one), then once when the input has been consumed (`undefined`).
       */
      bufferHandler: (
        output: Buffer | null | undefined,
        inputsUsed: number | undefined,
        error: Error | null | undefined,
        totalIn: number | null,
      ) => void;
      easyEncoder_(preset: number, check: number): void;
      streamEncoder_(filters: readonly Filter[], check: number): void;
      streamDecoder_(memoryLimit: number, flags: number): void;
      /** `null` ends the input; `onThread` does the work on a libuv thread. */
      code(input: Buffer | null, onThread: boolean): void;
      /** Frees the coder's memory; may be called more than once. */
      resetUnderlying(): void;
    }
  }

  const lzma: {
    readonly CHECK_CRC64: number;
    readonly FILTER_LZMA2: string;
    readonly MODE_NORMAL: number;
    readonly MF_HC4: number;
    readonly Stream: new () => lzma.Coder;
  };
  export = lzma;
}
