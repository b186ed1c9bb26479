(async (request) => {
  const { url, method, headers } = request;
  const isRead = ["GET", "HEAD"].includes(method);
  if (!isRead && !confirm(`Send ${method} ${url} without a body?`)) return;
  const options = { credentials: "omit", cache: "no-store" };
  const report = ["CORS Console report", `Page: ${origin}`, `Request: ${method} ${url.split(/[?#]/)[0]}`];
  if (headers.length) report.push(`Headers: ${headers.join(", ")}`);
  const values = headers.map((name) => [name, name === "content-type" ? "application/octet-stream" : "1"]);
  try {
    const answer = await fetch(url, { ...options, method, headers: values });
    report.push(`Status: ${answer.status}`);
    answer.headers.forEach((value, name) => report.push(`${name}: ${value}`));
  } catch (error) {
    report.push(`Failed: ${error}`);
    const reached = fetch(url, { ...options, mode: "no-cors" });
    report.push(`Without CORS: ${await reached.then(() => "answered", () => "no answer")}`);
  }
  console.log(report.join("\n"));
})({{ request }});
