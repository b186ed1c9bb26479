// Drives Local OSS with the vendor's Node client, unchanged, and prints what came back as JSON.
// The settings of the client come as JSON on standard input, so that no secret is an argument.

import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { Readable } from "node:stream";

import OSS from "ali-oss";

const settings = JSON.parse(readFileSync(0, "utf8"));
const bucket = settings.bucket;
const client = new OSS(settings);
const seen = {};

async function failure(action) {
  try {
    await action();
  } catch (error) {
    return { status: error.status, code: error.code };
  }
  return null;
}

const rules = [
  {
    allowedOrigin: ["https://app.example.com", "www.aliyun.com"],
    allowedMethod: ["GET", "PUT"],
    allowedHeader: ["X-Oss-Meta-Author"],
    exposeHeader: "ETag",
    maxAgeSeconds: "33012",
  },
  { allowedOrigin: "*", allowedMethod: "HEAD" },
];

seen.withoutRules = await failure(() => client.getBucketCORS(bucket));
await client.putBucketCORS(bucket, rules);
seen.rules = (await client.getBucketCORS(bucket)).rules;
seen.eleven = await failure(() => client.putBucketCORS(bucket, Array(11).fill(rules[1])));
await client.deleteBucketCORS(bucket);
seen.deleted = await failure(() => client.getBucketCORS(bucket));

seen.buckets = (await client.listBuckets({ prefix: "example" })).buckets.map(({ name }) => name);
seen.location = (await client.getBucketLocation(bucket)).location;
seen.info = (await client.getBucketInfo(bucket)).bucket.Name;
await client.putBucketACL(bucket, "public-read");
seen.acl = (await client.getBucketACL(bucket)).acl;

const key = "docs/a b+ü.txt";
await client.put(key, Buffer.from("hello"), { meta: { author: "Ada" } });
seen.got = (await client.get(key)).content.toString();
seen.meta = (await client.head(key)).meta;
await client.putStream("stream.txt", Readable.from([Buffer.from("in "), Buffer.from("chunks")]));
seen.streamed = (await client.get("stream.txt")).content.toString();

const range = { headers: { Range: "bytes=2-4" } };
seen.part = (await client.get(key, range)).content.toString();
seen.listed = (await client.list({ "max-keys": 10 })).objects.map(({ name }) => name);
seen.folders = (await client.list({ delimiter: "/" })).prefixes;
const page = await client.listV2({ "max-keys": 1 });
const rest = await client.listV2({ "continuation-token": page.nextContinuationToken });
seen.listedByVersion2 = [...page.objects, ...rest.objects].map(({ name }) => name);
seen.size = (await client.getObjectMeta(key)).res.headers["content-length"];

const big = "big/ü.bin";
const content = Buffer.alloc(150 * 1024, "x");
await client.multipartUpload(big, content, {
  partSize: 100 * 1024,
  progress: async (done, checkpoint) => {
    if (!checkpoint || seen.uploads) return;
    seen.uploads = (await client.listUploads({})).uploads.map(({ name }) => name);
    seen.checkpoint = checkpoint;
  },
});
seen.parts = seen.checkpoint.doneParts.length;
seen.big = (await client.get(big)).content.length;
seen.type = (await client.head(big)).res.headers["x-oss-object-type"];
seen.noUpload = await failure(() => client.listParts(big, seen.checkpoint.uploadId));
delete seen.checkpoint;
await client.put("signed.txt", Buffer.from("signed"));

// With an address for an endpoint, this client puts the bucket into no URL.
if (settings.sldEnable) {
  seen.url = settings.authorizationV4
    ? await client.signatureUrlV4("GET", 60, undefined, "signed.txt")
    : client.signatureUrl("signed.txt", { expires: 60 });
}

seen.deletedMany = (await client.deleteMulti([big, key])).deleted.map((it) => it.Key ?? it);
await client.delete("stream.txt");
seen.gone = await failure(() => client.get("stream.txt"));
const impostor = new OSS({ ...settings, accessKeySecret: "wrong" });
seen.impostor = await failure(() => impostor.getBucketCORS(bucket));

process.stdout.write(JSON.stringify(seen));
