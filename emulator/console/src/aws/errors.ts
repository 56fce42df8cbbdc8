// What a failed call says: AWS's error code and message.
export interface ApiError {
  code: string;
  message: string;
}

/** The SDK drops the "Fault" that class names have and codes lack only in the latter, which `Code` keeps. */
export function apiError(failure: unknown): ApiError {
  const { name, message, Code, Error: detail } = failure as { name?: string; message?: string; Code?: string; Error?: { Code?: string } };
  if (failure instanceof TypeError) return { code: "NetworkError", message: "The emulator does not answer. Is `borealis serve` running?" };
  return { code: Code ?? detail?.Code ?? name ?? "Error", message: message || String(failure) };
}
