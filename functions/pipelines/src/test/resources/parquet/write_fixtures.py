"""Writes the Parquet files beside it, as another implementation (PyArrow) writes them.

Each holds the same four events: VIDs 1, 2, 1001 and 3001, one second apart from
2026-03-15T09:30:00Z on, viewed fractions 0.25, 0.5, none and 1, gender as the population has it.
"""
import datetime

import pyarrow as pa
import pyarrow.parquet as pq

START = datetime.datetime(2026, 3, 15, 9, 30, tzinfo=datetime.timezone.utc)
TIMES = [START + datetime.timedelta(seconds=i) for i in range(4)]
VIDS = [1, 2, 1001, 3001]
FRACTIONS = [0.25, 0.5, None, 1.0]
GENDERS = ["MALE", "MALE", "FEMALE", "FEMALE"]


def flat(unit, vid=pa.int64(), gender=None):
    return pa.table({
        "vid": pa.array(VIDS, vid),
        "timestamp": pa.array(TIMES, pa.timestamp(unit, "UTC")),
        "video_ad.viewed_fraction": pa.array(FRACTIONS, pa.float64()),
        "person.gender": gender or pa.array(GENDERS).dictionary_encode(),
        "campaign": pa.array(["a", "b", "c", None]),
    })


def nested():
    return pa.table({
        "vid": pa.array(VIDS, pa.int64()),
        "timestamp": pa.array([t.isoformat() for t in TIMES]),
        "video_ad": pa.array([None if f is None else {"viewed_fraction": f} for f in FRACTIONS],
                             pa.struct([("viewed_fraction", pa.float32())])),
        "person": pa.array([{"gender": g} for g in GENDERS]),
    })


pq.write_table(flat("us"), "flat_snappy.parquet", compression="snappy")
pq.write_table(flat("ms", vid=pa.int32()), "millis_gzip.parquet", compression="gzip",
               row_group_size=3)
pq.write_table(flat("ns"), "nanos_zstd_v2.parquet", compression="zstd", data_page_version="2.0",
               version="2.6")
pq.write_table(flat("us", gender=pa.array([1, 1, 2, 2], pa.int32())), "int96_plain.parquet",
               compression="none", use_dictionary=False, use_deprecated_int96_timestamps=True)
pq.write_table(nested(), "nested_text.parquet", compression="snappy")
pq.write_table(flat("us"), "brotli.parquet", compression="brotli")
