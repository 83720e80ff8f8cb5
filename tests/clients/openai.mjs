// node openai.mjs PACKAGE URL TOKEN THREAD SCENE: prints one JSON object.
const [name, base, token, thread_id, scene] = process.argv.slice(2);
const { default: OpenAI } = await import(name);
const client = new OpenAI({ baseURL: `${base}/v1`, apiKey: token, maxRetries: 0 });
const day = 1 + Math.floor(Math.random() * 25);
const trip = scene === "stop"  // one that nobody has asked for, so that it takes its time
  ? `six nights in Rome and four nights in Florence from Oslo from ${day} September, two of us`
  : "four nights in Lisbon from Berlin from 7 May, two of us, 2500 euros";
const messages = [{ role: "user", content: trip }];
const seen = {};
const read = async (stream) => {
  let text = "";
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta?.content ?? "";
    seen.id = chunk.id;
    if (chunk.choices[0]?.finish_reason) seen.finish = chunk.choices[0].finish_reason;
    if (chunk.usage) seen.usage = chunk.usage;
    if (scene === "stop" && !seen.stopping) {
      seen.stopping = true;
      const run = chunk.id.replace("chatcmpl-", "");
      await fetch(`${base}/runs/${run}/cancel`, { method: "POST", headers: { Authorization: `Bearer ${token}` } });
    }
  }
  return text;
};
const ask = (more = {}) => client.chat.completions.create({ model: "tripsage", messages, metadata: { thread_id }, ...more });
const streamed = { stream: true, stream_options: { include_usage: true } };
try {
  if (scene === "plan") {
    seen.models = (await client.models.list()).data.map((each) => each.id);
    seen.text = await read(await client.chat.completions.create({ model: "tripsage", messages, ...streamed }));
    messages.push({ role: "assistant", content: seen.text }, { role: "user", content: "what does it cost?" });
    const next = await client.chat.completions.create({ model: "tripsage", messages });
    seen.next = next.choices[0].message.content;
  } else {
    seen.text = await read(await ask(streamed));
  }
} catch (error) {
  seen.thrown = { name: error.constructor.name, message: error.message, status: error.status ?? null, code: error.code ?? null };
}
if (scene === "plan") {
  const unknown = await client.chat.completions.create({ model: "none", messages }).catch((error) => error);
  seen.unknown = [unknown.status, unknown.code, unknown.constructor.name];
}
console.log(JSON.stringify(seen));
