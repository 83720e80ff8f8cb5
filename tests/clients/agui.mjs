// node agui.mjs PACKAGE URL TOKEN THREAD SCENE: prints one JSON object.
import { readFileSync } from "node:fs";
const [name, base, token, threadId, scene] = process.argv.slice(2);
const { HttpAgent, runHttpRequest, transformHttpEventStream } = await import(name);
const headers = { Authorization: `Bearer ${token}` };
const day = 1 + Math.floor(Math.random() * 25);
const trip = scene === "stop"  // one that nobody has asked for, so that it takes its time
  ? `six nights in Rome and four nights in Florence from Oslo from ${day} September, two of us`
  : "four nights in Lisbon from Berlin from 7 May, two of us, 2500 euros";
const seen = { outcomes: [], open: 0, most: 0, subagents: [], activities: [], errors: [], interrupts: [], customs: [] };

class Joining extends HttpAgent {
  // HttpAgent has no way back to a run: one method to add
  connect(input) {
    const url = `${base}/runs/${this.runId}/events?as=agui`;
    return transformHttpEventStream(runHttpRequest(() => fetch(url, { headers })));
  }
}

const watch = {
  onEvent: ({ event }) => {
    if (event.type === "SUBAGENT_STARTED") { seen.subagents.push(event.name); seen.most = Math.max(seen.most, ++seen.open); }
    if (event.type === "SUBAGENT_FINISHED" || event.type === "SUBAGENT_ERROR") seen.open--;
    if (event.type === "ACTIVITY_SNAPSHOT") seen.activities.push(event.activityType);
    if (event.type === "CUSTOM") seen.customs.push(event.name);
    if (event.type === "RUN_ERROR") seen.errors.push(event.message);
    if (event.type === "RUN_FINISHED") {
      seen.outcomes.push(event.outcome?.type ?? null);
      seen.interrupts = event.outcome?.interrupts ?? [];
    }
  },
};

function agent(query = "") {
  const made = new Joining({ url: `${base}/agui${query}`, threadId, headers });
  return made;
}

async function say(to, text, runId = crypto.randomUUID()) {
  to.runId = runId;
  to.messages = [...to.messages, { id: crypto.randomUUID(), role: "user", content: text }];
  await to.runAgent({ runId }, watch);
  return runId;
}

async function answer(to, decide) {
  const resume = seen.interrupts.map((each) => ({ interruptId: each.id, status: "resolved", payload: decide(each) }));
  await to.runAgent({ runId: crypto.randomUUID(), resume }, watch);
}

const mine = agent(scene === "unattributed" ? "?subagents=0" : "");
if (scene === "plan" || scene === "unattributed") await say(mine, trip);
if (scene === "approvals") {
  await say(mine, trip);
  await say(mine, "book the flight and the hotel");
  seen.first = seen.interrupts.map((each) => each.reason);
  const travellers = JSON.parse(readFileSync(new URL("travellers.json", import.meta.url)));
  await answer(mine, () => ({ approved: true, travellers }));
  seen.second = seen.interrupts.map((each) => [each.reason, each.metadata.facts.kind]);
  const decide = (each) => ({ approved: each.metadata.facts.kind === "flight" });
  await answer(mine, decide);
  seen.anew = seen.interrupts.map((each) => each.metadata.facts.before ?? null);  // of a price that changed
  if (seen.anew.length) await answer(mine, decide);
}
if (scene === "rejoin") {
  const runId = crypto.randomUUID();
  const drop = { onEvent: ({ event }) => { if (event.type !== "RUN_STARTED") mine.abortRun(); } };
  mine.messages = [{ id: "u1", role: "user", content: trip }];
  await mine.runAgent({ runId }, drop).catch((error) => { seen.dropped = error.name; });
  seen.had = mine.messages.length;
  const back = agent();
  back.runId = runId;
  back.messages = mine.messages.slice(0, 1);
  await back.connectAgent({}, watch);
  mine.messages = back.messages;
}
if (scene === "stop") {
  const runId = crypto.randomUUID();
  const stop = { ...watch, onEvent: (told) => {
    watch.onEvent(told);
    if (told.event.type.endsWith("_STARTED") && told.event.type !== "RUN_STARTED" && !seen.stopping) {
      seen.stopping = true;
      fetch(`${base}/runs/${runId}/cancel`, { method: "POST", headers });
    }
  } };
  mine.messages = [{ id: "u1", role: "user", content: trip }];
  await mine.runAgent({ runId }, stop);
}
if (scene === "error") await say(mine, trip).catch((error) => { seen.thrown = error.message; });
seen.text = mine.messages.filter((each) => each.role === "assistant" && each.content).map((each) => each.content).join("\n");
seen.tools = mine.messages.flatMap((each) => each.toolCalls ?? []).map((each) => each.function);
seen.results = mine.messages.filter((each) => each.role === "tool").length;
delete seen.interrupts;
console.log(JSON.stringify(seen));
process.exit(0);
