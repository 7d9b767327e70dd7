/**
 * The ids that public tools ship, so that these can log in as they are. Each is a public fact, found in the package that
 * is named beside it.
 *
 * @since 0.1.0
 */
import type { ClientOptions } from "./Directory.js"

/**
 * Native applications, none of which has a secret.
 *
 * @since 0.1.0
 * @category constants
 */
export const knownClients: ReadonlyArray<ClientOptions & { readonly id: string; readonly name: string }> = [
  // globus-cli 3.44: the template of which each login makes an instance.
  { id: "95fdeba8-fac2-42bd-a357-e068d82ff78e", name: "Globus CLI" },
  // globus-compute-sdk 4.19, also in Jupyter.
  { id: "4cf29807-cf21-49ec-9443-ff9a3fb9f81c", name: "Globus Compute SDK" },
  // globusfs 0.2: the client of the Python SDK's tutorial.
  { id: "61338d24-54d5-408f-a10d-66c06b59f6d2", name: "Tutorial of the Globus SDK" },
  // globus-jupyterlab 1.0
  { id: "64d2d5b3-b77e-4e04-86d9-e3f143f563f7", name: "Globus JupyterLab" },
  // globus-timer-cli 0.2
  { id: "bc77d044-1f42-46cc-9702-87f756cd08a6", name: "Globus Timer CLI" },
  // globus-search-cli 0.8
  { id: "ee929f5c-ed08-4320-b22f-c1aa5229e490", name: "Globus Search CLI" },
  // globus-registered-api 1.0
  { id: "5fde3f3e-78b3-4459-aea2-a91dfd9ace1a", name: "Globus Registered API" },
  // gladier 0.11
  { id: "f1631610-d9e4-4db2-81ba-7f93ad4414e3", name: "Gladier" },
  // mdf-toolbox 0.7: logins, and its search helper.
  { id: "984464e2-90ab-433d-8145-ac0215d26c8e", name: "MDF Toolbox" },
  { id: "878721f5-6b92-411e-beac-830672c0f69a", name: "MDF SearchHelper" },
  // mdf-cli 0.3
  { id: "074cebcc-19ad-4332-bbf2-78402291b659", name: "MDF CLI" }
]
