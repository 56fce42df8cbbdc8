// Every call the console made, as the "API calls" panel shows it. A middleware of the SDK records it as it was sent.
import type { AbsoluteLocation, FinalizeRequestHandlerOptions, MiddlewareStack } from "@smithy/types";
import { createStore } from "../shared/store";

export type Service = "rds" | "cloudwatch";

export interface ApiCall {
  id: number;
  service: Service;
  operation: string;
  region: string;
  input: Record<string, unknown>;
  request: string;
  changes: boolean;
  at: Date;
  milliseconds?: number;
  status?: number;
  error?: string;
}

const mostCalls = 200;
const secret = /((?:MasterUserPassword|MasterUserSecret)=)[^&]*/g;

export const callLog = createStore<readonly ApiCall[]>([]);

interface SentRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: unknown;
}

/** The request line, the headers that say what it is, and the body; one parameter a line, without secrets. */
export function requestText(request: SentRequest): string {
  const shown = ["host", "content-type", "x-amz-target", "smithy-protocol", "x-amz-date"];
  const headers = Object.entries(request.headers).filter(([name]) => shown.includes(name.toLowerCase()));
  const lines = [`${request.method} ${request.path} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)];
  return `${lines.join("\n")}\n\n${bodyText(request)}`;
}

function bodyText({ headers, body }: SentRequest): string {
  if (typeof body !== "string") return body === undefined ? "" : "(binary)";
  if (headers["content-type"]?.includes("json")) return JSON.stringify(JSON.parse(body), null, 2);
  return body.replace(secret, "$1****").split("&").map(decodeURIComponent).join("\n&");
}

let lastId = 0;

function update(id: number, change: Partial<ApiCall>): void {
  callLog.set(callLog.get().map((call) => (call.id === id ? { ...call, ...change } : call)));
}

function add(call: Omit<ApiCall, "id">): number {
  const added = { id: ++lastId, ...call };
  const calls = [added, ...callLog.get()];
  // What changes something stays longer than what merely looked.
  if (calls.length > mostCalls) calls.splice(Math.max(calls.findLastIndex((old) => !old.changes), 1), 1);
  callLog.set(calls);
  return added.id;
}

export const isChange = (operation: string): boolean => !/^(Describe|List|Get)/.test(operation);

export function recordCalls<I extends object, O extends object>(stack: MiddlewareStack<I, O>, service: Service): void {
  const options: FinalizeRequestHandlerOptions & AbsoluteLocation = { step: "finalizeRequest", priority: "low", name: "recordCalls" };
  stack.add((next, context) => async (sent) => {
    const operation = String(context.commandName).replace(/Command$/, "");
    const started = performance.now();
    const request = sent.request as SentRequest;
    const id = add({
      service,
      operation,
      region: /\/\d{8}\/([^/]+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "",
      input: sent.input as Record<string, unknown>,
      request: requestText(request),
      changes: isChange(operation),
      at: new Date(),
    });
    const took = () => Math.round(performance.now() - started);
    try {
      const answer = await next(sent);
      update(id, { milliseconds: took(), status: (answer.response as { statusCode: number }).statusCode });
      return answer;
    } catch (failure) {
      const { name, $metadata } = failure as { name: string; $metadata?: { httpStatusCode?: number } };
      update(id, { milliseconds: took(), status: $metadata?.httpStatusCode, error: name });
      throw failure;
    }
  }, options);
}
