import { CogneeServer } from '../../demo/cognee/cognee-server.js';
import { installCognee } from '../../demo/cognee/python.js';

/** A real Cognee of its own for a spec. */
export async function startRealCognee(): Promise<CogneeServer> {
  const installation = await installCognee(() => undefined);
  if (installation.status === 'unavailable') throw new Error(installation.reason);
  return CogneeServer.start(installation);
}
