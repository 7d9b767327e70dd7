import { program } from "./programs/readme.js"
import { showsItsProgram } from "./readme.js"

showsItsProgram(import.meta.url, program)
