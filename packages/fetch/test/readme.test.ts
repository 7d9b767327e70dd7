import { showsItsProgram } from "../../undici/test/readme.js"
import { program } from "./programs/readme.js"

showsItsProgram(import.meta.url, program)
