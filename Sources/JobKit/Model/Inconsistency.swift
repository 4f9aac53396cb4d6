/// The tables contradict each other.
package func inconsistent(_ cause: String) -> JobStoreError {
    JobStoreError(
        .internalInconsistency, subject: "read JobKit's tables", cause: cause,
        remedy: "This is a bug in JobKit, or another program has changed JobKit's tables; please report it.")
}
