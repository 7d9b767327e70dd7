// A process of the benchmark as its parent may meet it: says what it was started with, echoes, and ends when told to.
const [first] = process.argv.slice(2)
if (first === "dies") process.exit(3)
process.on("message", (message) => {
  if (message.end === true) process.exit(4)
  process.send(message)
})
process.on("disconnect", () => process.exit())
process.send({ first: first ?? "", execArgv: process.execArgv, pid: process.pid })
