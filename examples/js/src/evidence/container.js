/** The configuration of a task's container, and the report of a wipe that found nothing (docs/execution.md). */
import { hexDigest } from "../encoding/digest.js";

const SUPERVISOR = "sha256:4b71ffbd580321b2f33f59eaea7b532f905406ad67aae344c3229684c511c99d";
const MOST_OUTPUT = "67108864";

const NETWORKS = {
  none: { network: "none", seccomp: "517c91aae7682a023cf55f7b8c302ef6ca8f18c19412f57a865706587be79ec5" },
  full: { network: "bridge", seccomp: "c4bbc198e298f3542e24b1e08d161d7b39edad865afcee16d232aa3e33381592" },
};

/** What is the same for every task. */
const ALWAYS = {
  apparmor: "default",
  capabilities_added: [],
  capabilities_dropped: ["ALL"],
  cgroup_namespace: "private",
  devices: [],
  environment: [],
  groups: [],
  health_check: ["NONE"],
  hostname: "leo",
  init: false,
  ipc: "none",
  kind: "container",
  log: "none",
  masked_paths: [
    "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats",
    "/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats", "/sys/devices/virtual/powercap",
    "/sys/firmware",
  ],
  mounts: [],
  nano_cpus: 1000000000,
  no_new_privileges: true,
  other: {},
  pid: "",
  privileged: false,
  processes: 64,
  read_only_paths: ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"],
  read_only_root: true,
  remove_at_end: true,
  restart: "no",
  runtime: "runc",
  security: [],
  shared_memory: 65536,
  streams: ["AttachStdin", "AttachStdout", "OpenStdin", "StdinOnce"],
  ulimits: { core: "0:0", fsize: "67108864:67108864", memlock: "0:0", msgqueue: "0:0", nofile: "1024:1024" },
  user: "65534:65534",
  user_namespace: "",
  uts: "",
  working_directory: "/tmp",
};

/** @param {{network: "none" | "full", time_limit: number, memory_limit: number}} requirement */
export function containerDigest({ network: asked, time_limit, memory_limit }) {
  const { network, seccomp } = NETWORKS[asked];
  return hexDigest("leo/container", {
    ...ALWAYS,
    command: ["python3", "-I", "-B", "-c", SUPERVISOR, String(time_limit), MOST_OUTPUT],
    memory: memory_limit,
    memory_and_swap: memory_limit,
    network,
    networks: [network],
    seccomp,
    tmpfs: { "/tmp": `rw,nosuid,nodev,noexec,mode=1777,size=${Math.floor(memory_limit / 4)}` },
  });
}

/** @param {{wipe: boolean}} requirement whether the image goes, too */
export function wipeDigest({ wipe }) {
  const report = { kind: "wipe", containers: [], volumes: [], processes: [], mounts: [], files: [] };
  return hexDigest("leo/wipe", { ...report, images: wipe ? [] : null });
}
