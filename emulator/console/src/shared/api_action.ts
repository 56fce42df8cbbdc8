// Running one action against the API: under way or not, and AWS's error where it belongs.
import { useState } from "react";
import { apiError, type ApiError } from "../aws/errors";
import { refreshInventory } from "../data/use_inventory";

export function useApiAction(): {
  running: boolean;
  error: ApiError | undefined;
  run: (action: () => Promise<void>) => Promise<void>;
} {
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<ApiError>();
  const run = async (action: () => Promise<void>) => {
    setRunning(true);
    setError(undefined);
    try {
      await action();
    } catch (failure) {
      setError(apiError(failure));
    } finally {
      setRunning(false);
      void refreshInventory();
    }
  };
  return { running, error, run };
}
