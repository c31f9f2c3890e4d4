extension SimulatedSystem {
    /// Virtual machines created, started and deleted by OpenStack Nova, in the shape of the Loghub OpenStack log (Du et al., CCS 2017).
    ///
    /// Steps that wait for the network (the image copy before `VM Started`, the plugged interface before `VM Resumed`) become slow
    /// when it is throttled; sizes and times have narrow normal ranges; polling makes loops of varying length; start-up forks.
    static let openstack: SimulatedSystem = {
        let request = "[req-{uuid:1} {hex:2:32} {hex:3:32} - - -] "
        let audit = "[req-addc1839-2ed5-4778-b57e-5854eb7b8b09 - - - - -] "
        let claims = "nova-compute.log.1.2017-05-16_13:55:31 {clock} 2931 INFO nova.compute.claims " + request + "[instance: {id}] "
        let managed = "nova-compute.log.1.2017-05-16_13:55:31 {clock} 2931 INFO nova.compute.manager "
        let manager = managed + request + "[instance: {id}] "
        let event = managed + "[req-3ea4052c-895d-4b64-9e2d-04d64c4d94ab - - - - -] [instance: {id}] "
        let driver = "nova-compute.log.1.2017-05-16_13:55:31 {clock} 2931 INFO nova.virt.libvirt.driver "
        let api = "nova-api.log.1.2017-05-16_13:53:08 {clock} {pick:25743|25746|25746|25747} INFO nova.osapi_compute.wsgi.server " + request
        let images = "nova-compute.log.1.2017-05-16_13:55:31 {clock} 2931 INFO nova.virt.libvirt.imagecache " + audit
        let base = "/var/lib/nova/instances/_base/a489c868f0c37da93b76227c91bb03908ac0e742"
        let messages: [(name: String, text: String)] = [
            ("claim", claims + "Attempting claim: memory {value:memory:2000:2048} MB, disk {choose:5:20|40} GB, vcpus {choose:6:1|2} CPU"),
            ("memory", claims + "Total memory: 64172 MB, used: {measure:used:512:4096} MB"),
            ("memoryLimit", claims + "memory limit: 96258.00 MB, free: {measure:free:92162:95746} MB"),
            ("disk", claims + "Total disk: 15 GB, used: {measure:used:0:1} GB"),
            ("diskLimit", claims + "disk limit not specified, defaulting to unlimited"),
            ("vcpu", claims + "Total vcpu: 16 VCPU, used: {pick:0.00|1.00|2.00} VCPU"),
            ("vcpuLimit", claims + "vcpu limit not specified, defaulting to unlimited"),
            ("claimed", claims + "Claim successful"),
            ("create", driver + request + "[instance: {id}] Creating image"),
            ("started", event + "VM Started (Lifecycle Event)"),
            ("paused", event + "VM Paused (Lifecycle Event)"),
            ("pending", event + "During sync_power_state the instance has a pending task (spawning). Skip."),
            (
                "plugged",
                "nova-api.log.1.2017-05-16_13:53:08 {clock} 25743 INFO nova.api.openstack.compute.server_external_events " + request
                    + "Creating event network-vif-plugged:{uuid:4} for instance {id}"
            ),
            ("resumed", event + "VM Resumed (Lifecycle Event)"),
            ("spawned", driver + "[-] [instance: {id}] Instance spawned successfully."),
            ("spawnTime", manager + "Took {elapsed} seconds to spawn the instance on the hypervisor."),
            ("buildTime", manager + "Took {elapsed} seconds to build instance."),
            (
                "poll",
                api
                    + "10.11.10.1 \"GET /v2/54fadb412c4e40cdbaed9335e4c35a9e/servers/{id} HTTP/1.1\" status: 200 len: {value:len:1708:1759} time: {decimal:0.08:0.35}"
            ),
            (
                "deleteCall",
                api
                    + "10.11.10.1 \"DELETE /v2/54fadb412c4e40cdbaed9335e4c35a9e/servers/{id} HTTP/1.1\" status: 204 len: {value:len:198:208} time: {decimal:0.15:0.45}"
            ),
            ("terminate", manager + "Terminating instance"),
            ("destroyed", driver + "[-] [instance: {id}] Instance destroyed successfully."),
            ("deleteFiles", driver + request + "[instance: {id}] Deleting instance files /var/lib/nova/instances/{id}_del"),
            ("deleteDone", driver + request + "[instance: {id}] Deletion of /var/lib/nova/instances/{id}_del complete"),
            ("destroyTime", manager + "Took {measure:seconds:0.90:1.15} seconds to destroy the instance on the hypervisor."),
            ("deallocate", manager + "Took {measure:seconds:0.40:0.70} seconds to deallocate network for instance."),
            ("stopped", managed + "[-] [instance: {id}] VM Stopped (Lifecycle Event)"),
            // MARK: Background, without instance ids
            (
                "list",
                api
                    + "10.11.10.1 \"GET /v2/54fadb412c4e40cdbaed9335e4c35a9e/servers/detail HTTP/1.1\" status: 200 len: {int:1880:1910} time: {decimal:0.20:0.30}"
            ),
            ("checking", images + "image 0673dd71-34c5-4fbb-86c4-40623fbe45b4 at (\(base)): checking"),
            (
                "inUse",
                images
                    + "image 0673dd71-34c5-4fbb-86c4-40623fbe45b4 at (\(base)): in use: on this node {pick:1|2} local, 0 on other nodes sharing this instance storage"
            ),
            ("active", images + "Active base files: \(base)"),
            (
                "usage",
                "nova-compute.log.1.2017-05-16_13:55:31 {clock} 2931 INFO nova.compute.resource_tracker " + audit
                    + "Final resource view: name=cp-1.slowvm1.tcloud-pg0.utah.cloudlab.us phys_ram=64172MB used_ram={int:512:4608}MB phys_disk=15GB used_disk={int:0:40}GB total_vcpus=16 used_vcpus={int:0:2} pci_stats=[]"
            ),
            // MARK: Only in faulty sessions
            (
                "noHost",
                "nova-conductor.log.1.2017-05-16_13:51:12 {clock} 25787 ERROR nova.scheduler.utils " + request
                    + "[instance: {id}] Error from last host: cp-1 (node cp-1): Build of instance {id} was re-scheduled"
            ),
            (
                "neutron",
                "nova-compute.log.1.2017-05-16_13:55:31 {clock} 2931 ERROR nova.network.neutronv2.api " + request
                    + "[instance: {id}] Failed to allocate network(s): binding:host_id timed out after {int:290:310} seconds"
            ),
            (
                "noDisk",
                "nova-compute.log.1.2017-05-16_13:55:31 {clock} 2931 WARNING nova.compute.manager " + request
                    + "[instance: {id}] Instance failed to spawn: DiskNotFound: No disk at /var/lib/nova/instances/{id}/disk"
            ),
        ]
        let quick = StepDelay(2, 20)
        let some = StepDelay(150, 150)
        let create = Workflow.sequence([
            .steps("claim memory memoryLimit disk diskLimit vcpu vcpuLimit claimed", quick),
            .step("create", some),
            .network(.step("started", StepDelay(2_400, 250))),
            .fork([
                .steps("paused pending", some),
                .loop(.step("poll", StepDelay(900, 100)), weights: [5, 50, 35, 10]),
                .network(.step("plugged", StepDelay(1_500, 200))),
            ]),
            .steps("resumed spawned spawnTime", some),
            .choice([(85, .steps("buildTime", some)), (15, .steps("pending resumed buildTime", some))]),
        ])
        let remove = Workflow.sequence([
            .steps("deleteCall terminate", quick), .step("destroyed", StepDelay(700, 80)),
            .steps("deleteFiles deleteDone", some),
            .fork([.step("destroyTime", some), .step("deallocate", StepDelay(600, 90))]),
            .step("stopped", StepDelay(2_000, 200)),
        ])
        let machine = Workflow.sequence([
            create, .mayEnd, .pause(StepDelay(3_000, 20_000)),
            .loop(.step("poll", StepDelay(900, 100)), weights: [60, 25, 10, 5]), .pause(StepDelay(1_000, 5_000)),
            .choice([(92, remove), (8, .sequence([]))]),
        ])
        return SimulatedSystem(
            name: "openstack", identity: .uuid, clock: .dashed, epoch: 1_494_892_800, tasksPerSecond: 2,
            addresses: ["10.11.10.1", "10.11.10.2", "10.11.10.3"],
            messages: messages,
            tasks: [
                Task(weight: 1, workflow: machine, isSession: true),
                Task(weight: 1.2, workflow: .step("list", quick), isSession: false),
                Task(weight: 0.3, workflow: .steps("checking inUse active", quick), isSession: false),
                Task(weight: 0.1, workflow: .step("usage", quick), isSession: false),
            ],
            faults: Faults(
                kinds: FaultKind.allCases,
                required: [
                    "memory", "claimed", "create", "started", "paused", "plugged", "spawned", "spawnTime", "terminate", "deleteDone",
                ],
                order: [
                    ("create", "started"), ("started", "plugged"), ("claim", "claimed"), ("terminate", "deleteDone"),
                    ("spawned", "terminate"),
                ],
                exceptions: [("noHost", false), ("neutron", true), ("noDisk", true)],
                foreign: [("deleteFiles", "started"), ("stopped", "paused"), ("deallocate", "plugged"), ("destroyed", "spawned")],
                excess: [("poll", "started"), ("pending", "started")],
                copies: 15...40,
                slow: ["started", "plugged"]))
    }()
}
