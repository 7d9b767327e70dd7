import http from "node:http"
const doc = Object.fromEntries(Array.from({ length: 30 }, (_, i) => ["field_" + i, "value no " + i]))
const body = JSON.stringify({ DATA_TYPE: "task", task_id: "x", status: "ACTIVE", ...doc })
http
  .createServer((q, r) => {
    r.setHeader("content-type", "application/json")
    r.end(body)
  })
  .listen(9911, "127.0.0.1")
