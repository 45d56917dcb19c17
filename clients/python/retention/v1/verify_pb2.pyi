from google.protobuf import duration_pb2 as _duration_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor
VERIFY_CHECK_ANSWERS: VerifyCheck
VERIFY_CHECK_INDEXES: VerifyCheck
VERIFY_CHECK_LOG: VerifyCheck
VERIFY_CHECK_STATE: VerifyCheck
VERIFY_CHECK_UNSPECIFIED: VerifyCheck

class VerifiedPartition(_message.Message):
    __slots__ = ["difference_count", "differences", "entry_count", "first_sequence", "index_row_count", "indexed_question_count", "last_sequence", "longest_visit", "partition", "question_count", "snapshot_count", "state_block_count", "state_digest", "unverified"]
    DIFFERENCES_FIELD_NUMBER: _ClassVar[int]
    DIFFERENCE_COUNT_FIELD_NUMBER: _ClassVar[int]
    ENTRY_COUNT_FIELD_NUMBER: _ClassVar[int]
    FIRST_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    INDEXED_QUESTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    INDEX_ROW_COUNT_FIELD_NUMBER: _ClassVar[int]
    LAST_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    LONGEST_VISIT_FIELD_NUMBER: _ClassVar[int]
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    QUESTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    SNAPSHOT_COUNT_FIELD_NUMBER: _ClassVar[int]
    STATE_BLOCK_COUNT_FIELD_NUMBER: _ClassVar[int]
    STATE_DIGEST_FIELD_NUMBER: _ClassVar[int]
    UNVERIFIED_FIELD_NUMBER: _ClassVar[int]
    difference_count: int
    differences: _containers.RepeatedCompositeFieldContainer[VerifyFinding]
    entry_count: int
    first_sequence: int
    index_row_count: int
    indexed_question_count: int
    last_sequence: int
    longest_visit: _duration_pb2.Duration
    partition: int
    question_count: int
    snapshot_count: int
    state_block_count: int
    state_digest: str
    unverified: _containers.RepeatedCompositeFieldContainer[VerifyFinding]
    def __init__(self, partition: _Optional[int] = ..., first_sequence: _Optional[int] = ..., last_sequence: _Optional[int] = ..., snapshot_count: _Optional[int] = ..., entry_count: _Optional[int] = ..., state_digest: _Optional[str] = ..., state_block_count: _Optional[int] = ..., question_count: _Optional[int] = ..., indexed_question_count: _Optional[int] = ..., index_row_count: _Optional[int] = ..., difference_count: _Optional[int] = ..., differences: _Optional[_Iterable[_Union[VerifyFinding, _Mapping]]] = ..., unverified: _Optional[_Iterable[_Union[VerifyFinding, _Mapping]]] = ..., longest_visit: _Optional[_Union[_duration_pb2.Duration, _Mapping]] = ...) -> None: ...

class VerifyFinding(_message.Message):
    __slots__ = ["check", "description", "tenant_id"]
    CHECK_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    check: VerifyCheck
    description: str
    tenant_id: str
    def __init__(self, check: _Optional[_Union[VerifyCheck, str]] = ..., tenant_id: _Optional[str] = ..., description: _Optional[str] = ...) -> None: ...

class VerifyProgress(_message.Message):
    __slots__ = ["check", "done_count", "partition", "partition_count", "tenant_id", "total_count"]
    CHECK_FIELD_NUMBER: _ClassVar[int]
    DONE_COUNT_FIELD_NUMBER: _ClassVar[int]
    PARTITION_COUNT_FIELD_NUMBER: _ClassVar[int]
    PARTITION_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    TOTAL_COUNT_FIELD_NUMBER: _ClassVar[int]
    check: VerifyCheck
    done_count: int
    partition: int
    partition_count: int
    tenant_id: str
    total_count: int
    def __init__(self, check: _Optional[_Union[VerifyCheck, str]] = ..., partition: _Optional[int] = ..., partition_count: _Optional[int] = ..., tenant_id: _Optional[str] = ..., done_count: _Optional[int] = ..., total_count: _Optional[int] = ...) -> None: ...

class VerifyRequest(_message.Message):
    __slots__ = ["question_count", "seed", "tenant_id"]
    QUESTION_COUNT_FIELD_NUMBER: _ClassVar[int]
    SEED_FIELD_NUMBER: _ClassVar[int]
    TENANT_ID_FIELD_NUMBER: _ClassVar[int]
    question_count: int
    seed: int
    tenant_id: str
    def __init__(self, tenant_id: _Optional[str] = ..., question_count: _Optional[int] = ..., seed: _Optional[int] = ...) -> None: ...

class VerifyResponse(_message.Message):
    __slots__ = ["progress", "result"]
    PROGRESS_FIELD_NUMBER: _ClassVar[int]
    RESULT_FIELD_NUMBER: _ClassVar[int]
    progress: VerifyProgress
    result: VerifyResult
    def __init__(self, progress: _Optional[_Union[VerifyProgress, _Mapping]] = ..., result: _Optional[_Union[VerifyResult, _Mapping]] = ...) -> None: ...

class VerifyResult(_message.Message):
    __slots__ = ["is_equal", "partitions"]
    IS_EQUAL_FIELD_NUMBER: _ClassVar[int]
    PARTITIONS_FIELD_NUMBER: _ClassVar[int]
    is_equal: bool
    partitions: _containers.RepeatedCompositeFieldContainer[VerifiedPartition]
    def __init__(self, is_equal: bool = ..., partitions: _Optional[_Iterable[_Union[VerifiedPartition, _Mapping]]] = ...) -> None: ...

class VerifyCheck(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = []
