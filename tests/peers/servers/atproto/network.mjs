// One AT Protocol network in one process: directory (PLC), data server (PDS), sync service (bsync), AppView.
//
// The published packages start one server each and leave the wiring to whoever deploys them; this is that wiring,
// for loopback and throw-away data. The plan arrives as JSON in RESONANZ_ATPROTO_PLAN; the one line of JSON that
// goes out on stdout says that everything answers. Two things are not as on the public network: handles cannot be
// proved by DNS here, so the AppView asks the PDS; and the AppView's search is its development index (a
// case-sensitive substring of the text, sorted by time). There is no polite end: what it holds is thrown away.
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import * as bsky from '@atproto/bsky'
import * as bsync from '@atproto/bsync'
import { Secp256k1Keypair } from '@atproto/crypto'
import { PDS } from '@atproto/pds'
import plcLib from '@did-plc/lib'
import plcServer from '@did-plc/server'

const plan = JSON.parse(process.env.RESONANZ_ATPROTO_PLAN)
const at = (port) => `http://localhost:${port}`
const secret = () => randomBytes(16).toString('hex')

async function startDirectory() {
  const server = plcServer.PlcServer.create({ db: plcServer.Database.mock(), port: plan.ports.plc })
  await server.start()
}

async function startSync(apiKey) {
  const config = bsync.envToCfg({
    port: plan.ports.bsync,
    apiKeys: [apiKey],
    dbUrl: plan.databaseUrl,
    dbSchema: 'bsync',
    dbPoolSize: 5,
  })
  const service = await bsync.BsyncService.create(config)
  await service.ctx.db.migrateToLatestOrThrow()
  await service.start()
  return service
}

async function registerAppView(keypair) {
  const directory = new plcLib.Client(at(plan.ports.plc))
  const did = await directory.createDid({
    signingKey: keypair.did(),
    rotationKeys: [keypair.did()],
    handle: 'appview.test',
    pds: at(plan.ports.appview),
    signer: keypair,
  })
  await directory.updateData(did, keypair, (entry) => {
    entry.services.bsky_appview = { type: 'BskyAppView', endpoint: at(plan.ports.appview) }
    entry.services.bsky_notif = { type: 'BskyNotificationService', endpoint: at(plan.ports.appview) }
    return entry
  })
  return did
}

function appViewConfig(serverDid, apiKey) {
  return new bsky.ServerConfig({
    version: 'peer',
    port: plan.ports.appview,
    publicUrl: at(plan.ports.appview),
    serverDid,
    didPlcUrl: at(plan.ports.plc),
    alternateAudienceDids: [],
    dataplaneUrls: [at(plan.ports.dataplane)],
    dataplaneHttpVersion: '1.1',
    bsyncUrl: at(plan.ports.bsync),
    bsyncApiKey: apiKey,
    bsyncHttpVersion: '1.1',
    modServiceDid: 'did:example:nobody-moderates',
    labelsFromIssuerDids: [],
    adminPasswords: [secret()],
    etcdHosts: [],
    maxThreadParents: 50,
    bigThreadUris: new Set(),
    searchTagsHide: new Set(),
    searchTagsHideAll: new Set(),
    threadTagsBumpDown: new Set(),
    threadTagsHide: new Set(),
    visibilityTagHide: '',
    visibilityTagRankPrefix: '',
    debugFieldAllowedDids: new Set(),
    draftsLimit: 500,
    feedGenSkeletonTimeout: 5000,
    disableSsrfProtection: true,
  })
}

function resolveHandlesAtThePds(idResolver) {
  idResolver.handle.resolve = async (handle) => {
    const answer = await fetch(`${at(plan.ports.pds)}/xrpc/com.atproto.identity.resolveHandle?handle=${handle}`)
    return answer.ok ? (await answer.json()).did : undefined
  }
}

async function migrate() {
  const db = new bsky.Database({ url: plan.databaseUrl, schema: 'appview' })
  await db.migrateToLatestOrThrow()
  await db.close()
}

async function startAppView(keypair, serverDid, apiKey) {
  await migrate()
  const db = new bsky.Database({ url: plan.databaseUrl, schema: 'appview', poolSize: 10 })
  const dataplane = await bsky.DataPlaneServer.create(db, plan.ports.dataplane, at(plan.ports.plc), fetch)
  const config = appViewConfig(serverDid, apiKey)
  const server = bsky.BskyAppView.create({ config, signingKey: keypair })
  for (const resolver of [dataplane.idResolver, server.ctx.idResolver]) resolveHandlesAtThePds(resolver)
  const fromSync = new bsky.BsyncSubscription({ config, db })
  const fromPds = new bsky.RepoSubscription({
    service: `ws://localhost:${plan.ports.pds}`,
    db,
    idResolver: dataplane.idResolver,
  })
  await server.start()
  fromSync.start()
  return { server, fromPds }
}

async function startPds(appViewDid) {
  const rotationKey = await Secp256k1Keypair.create({ exportable: true })
  const dataDirectory = join(plan.directory, 'pds')
  mkdirSync(dataDirectory, { recursive: true })
  const pds = await PDS.fromEnv({
    devMode: true,
    port: plan.ports.pds,
    hostname: 'localhost',
    dataDirectory,
    blobstoreDiskLocation: join(plan.directory, 'blobs'),
    serviceHandleDomains: ['.test'],
    inviteRequired: false,
    didPlcUrl: at(plan.ports.plc),
    plcRotationKeyK256PrivateKeyHex: Buffer.from(await rotationKey.export()).toString('hex'),
    recoveryDidKey: (await Secp256k1Keypair.create()).did(),
    adminPassword: secret(),
    jwtSecret: secret(),
    disableSsrfProtection: true,
    enableDidDocWithSession: true,
    ...(appViewDid && { bskyAppViewUrl: at(plan.ports.appview), bskyAppViewDid: appViewDid }),
  })
  await pds.start()
}

async function start() {
  await startDirectory()
  if (!plan.databaseUrl) return startPds(undefined)
  const apiKey = secret()
  const keypair = await Secp256k1Keypair.create()
  const serverDid = await registerAppView(keypair)
  const sync = await startSync(apiKey)
  const appView = await startAppView(keypair, serverDid, apiKey)
  sync.ctx.dataplaneClients = [appView.server.ctx.dataplane]
  await startPds(serverDid)
  void appView.fromPds.start()
}

const imported = performance.now()
await start()
console.log(JSON.stringify({ ready: true, imported_ms: Math.round(imported), ready_ms: Math.round(performance.now()) }))
