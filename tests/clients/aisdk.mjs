// node aisdk.mjs PACKAGE URL TOKEN THREAD SCENE: prints one JSON object.
const [name, base, token, id, scene] = process.argv.slice(2);
const { AbstractChat, DefaultChatTransport, lastAssistantMessageIsCompleteWithApprovalResponses } = await import(name);
const headers = { Authorization: `Bearer ${token}` };
const day = 1 + Math.floor(Math.random() * 25);
const trip = scene === "stop"  // one that nobody has asked for, so that it takes its time
  ? `six nights in Rome and four nights in Florence from Oslo from ${day} September, two of us`
  : "four nights in Lisbon from Berlin from 7 May, two of us, 2500 euros";
const seen = { most: 0, snapshots: 0, errors: [], finishes: [] };

class State {
  status = "ready"; error = undefined; messages = [];
  pushMessage = (message) => { this.messages = [...this.messages, message]; this.look(message); };
  popMessage = () => { this.messages = this.messages.slice(0, -1); };
  replaceMessage = (at, message) => {
    this.messages = this.messages.map((each, index) => (index === at ? this.snapshot(message) : each));
    this.look(message);
  };
  snapshot = (value) => structuredClone(value);
  look(message) {
    seen.snapshots++;
    const running = message.parts.filter((part) => part.type === "data-agent" && part.data.status === "running");
    seen.most = Math.max(seen.most, running.length);
  }
}
class Chat extends AbstractChat {
  constructor(more = {}) {
    super({ id, state: new State(), transport: new DefaultChatTransport({ api: `${base}/chat`, headers }),
      onError: (error) => seen.errors.push(error.message),
      onFinish: ({ isAbort, isError, message }) => seen.finishes.push({ isAbort, isError, metadata: message?.metadata }),
      ...more });
  }
}
const until = async (holds) => { while (!holds()) await new Promise((go) => setTimeout(go, 10)); };
const last = () => chat.messages.at(-1);
const asked = () => last().parts.filter((part) => part.state === "approval-requested");

const chat = new Chat({ sendAutomaticallyWhen: lastAssistantMessageIsCompleteWithApprovalResponses });
if (scene === "plan") await chat.sendMessage({ text: trip });
if (scene === "approvals") {
  await chat.sendMessage({ text: "book the flight and the hotel" });
  seen.asked = asked().map((part) => [part.toolName, part.input.facts.kind]);
  const decided = asked();
  for (const part of decided)
    await chat.addToolApprovalResponse({ id: part.approval.id, approved: part.input.facts.kind === "flight" });
  const settled = () => chat.status === "ready" && (asked().length || last().parts.some((part) => part.type === "text"));
  await until(settled);
  seen.anew = asked().map((part) => part.input.facts.before ?? null);  // of a price that changed
  for (const part of asked()) await chat.addToolApprovalResponse({ id: part.approval.id, approved: true });
  await until(settled);
  seen.after = last().parts.filter((part) => part.type === "dynamic-tool" && part.toolName === "book")
    .map((part) => [part.input.facts.kind, part.state, part.output?.state ?? null]);
}
if (scene === "rejoin") {
  const sending = chat.sendMessage({ text: trip });
  await until(() => last()?.role === "assistant");
  await chat.stop();
  await sending;
  seen.had = last().parts.length;
  chat.messages = chat.messages.slice(0, 1);
  await chat.resumeStream();
  seen.idle = await new DefaultChatTransport({ api: `${base}/chat`, headers }).reconnectToStream({ chatId: id });
}
if (scene === "stop") {
  const sending = chat.sendMessage({ text: trip });
  await until(() => last()?.metadata?.runId);
  await fetch(`${base}/runs/${last().metadata.runId}/cancel`, { method: "POST", headers });
  await sending;
}
if (scene === "error") await chat.sendMessage({ text: trip });
seen.status = chat.status;
seen.roles = chat.messages.map((each) => each.role);
seen.parts = last().parts.map((part) => [part.type, part.state ?? part.data?.status ?? null]);
seen.text = last().parts.filter((part) => part.type === "text").map((part) => part.text).join("\n");
console.log(JSON.stringify(seen));
process.exit(0);
