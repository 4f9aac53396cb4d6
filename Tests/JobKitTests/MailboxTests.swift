import Foundation
import Testing

@testable import JobKit

@Suite struct MailboxTests {
    @Test func `What stands in an earlier line is taken first, and in order within a line`() {
        let mailbox = Mailbox<String>(lines: 3)
        for (item, line) in [("bulk", 2), ("a", 1), ("renewal", 0), ("b", 1), ("settle", 0)] { _ = mailbox.put(item, line: line) }
        #expect(mailbox.count == 5)
        #expect(mailbox.count(lines: 1) == 2)
        var taken: [String] = []
        while let item = mailbox.takeIfAny() { taken.append(item) }
        #expect(taken == ["renewal", "settle", "a", "b", "bulk"])
    }

    @Test func `Who takes from the first lines alone leaves what stands in the others`() {
        let mailbox = Mailbox<Int>(lines: 3)
        _ = mailbox.put(1, line: 2)
        #expect(mailbox.takeIfAny(lines: 2) == nil)
        mailbox.close()
        #expect(mailbox.take(lines: 2) == nil)
        #expect(mailbox.take() == 1)
        #expect(mailbox.take() == nil)
    }

    @Test func `A line is not passed over without end`() {
        let mailbox = Mailbox<Int>(lines: 2)
        _ = mailbox.put(-1, line: 1)
        var passed = 0
        while passed < 10_000 {
            _ = mailbox.put(passed)
            if mailbox.takeIfAny() == -1 { break }
            passed += 1
        }
        #expect(passed == MailboxTurns.patience)
    }

    @Test func `A line is not passed over without end by threads that take from earlier ones alone`() {
        let mailbox = Mailbox<Int>(lines: 3)
        _ = mailbox.put(-1, line: 2)
        for item in 0..<1_000 {
            _ = mailbox.put(item, line: item % 2)
            if item > 0 { _ = mailbox.takeIfAny(lines: 2) }
        }
        #expect(mailbox.take() == -1)
    }

    @Test func `A sleeper is woken only for a line that it takes from`() async {
        let mailbox = Mailbox<Int>(lines: 2)
        let (results, taken) = AsyncStream.makeStream(of: [Int].self)
        for (name, lines) in [(10, 2), (20, 1)] {
            Thread { while let item = mailbox.take(lines: lines) { taken.yield([name, item]) } }.start()
        }
        var next = results.makeAsyncIterator()
        for item in 0..<10 {
            _ = mailbox.put(item, line: 1)
            #expect(await next.next() == [10, item])
        }
        mailbox.close()
    }
}
