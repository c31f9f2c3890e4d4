import Testing

@testable import Auspex

@Suite struct ServiceNameTests {
    @Test(arguments: [
        ("ts-travel2-service-5c66d57d58-6mp2b", "ts-travel2-service"), ("ts-route-service-b6c59fb57-zv8dt", "ts-route-service"),
        ("web-7xk2p", "web"), ("db-0", "db"), ("cache-12", "cache"), ("gate", "gate"), ("node-246", "node"), ("api-gateway", "api-gateway"),
        ("shop-order-queue", "shop-order-queue"), ("worker-3f2a9c1b77de", "worker"), ("-6mp2b", "-6mp2b"), ("", ""),
        ("5c66d57d58", "5c66d57d58"),
    ]) func `a copy's number and random groups are no part of a service's name`(name: String, lasting: String) {
        let bytes = Array("x \(name)".utf8)
        let range = ServiceName.lasting(bytes, ByteRange(start: 2, end: UInt32(bytes.count)))
        #expect(String(decoding: bytes[range.indices], as: UTF8.self) == lasting)
    }
}
