import Auspex
import TestSupport
import Testing

@testable import AuspexStudies

@Suite struct MicroservicesStudyTests {
    @Test(.enabled(if: DataSets.available, "\(DataSets.whySkipped)")) func `faults of microservices are found in their traces`() throws {
        let outcome = try MicroservicesStudy(folder: DataSets.path("")).run { _ in }
        let row = try #require(outcome.rows.first), reference = try #require(outcome.rows.last)
        #expect(row.fault.whole == 605 && row.normal.whole == 1_983 && row.other.whole == 175 && row.uncertain.whole == 47)
        #expect(row.f1 >= 0.88 && row.normal.value <= 0.05, "\(row)")
        #expect(row.f1 > reference.f1 + 0.1, "\(reference)")
        #expect(outcome.faults.count == 22 && outcome.faults.count { $0.rank != nil } >= 8, "\(outcome.faults)")
    }

    @Test func `a line names its service, or the one its method calls`() {
        let line = TraceLine(
            "2023-01-29T10:57:51.63Z ts-basic-service-5dc8d4f9fd-46997 18:57:51.630 INFO  f.m.s.BasicServiceImpl#418 TraceID: 42336c SpanID: e668 "
                + "[getRoutesByRouteIds][Travel Date]")
        #expect(line.trace == "42336c" && line.service == "ts-basic-service" && line.method == "getRoutesByRouteIds")
        #expect(line.names("ts-basic-service") && line.names("ts-route-service"))
        #expect(!line.names("ts-travel-service") && !line.names("ts-verification-code-service"))
        #expect(TraceLine("") == TraceLine(" ") && TraceLine("").trace.isEmpty)
    }
}
