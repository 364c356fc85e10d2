"""Drafts and questions to departments in memory keep every promise of the ports."""

from __future__ import annotations

import pytest

from resonanz.core.ids import CaseId, DepartmentId, UserId
from resonanz.core.ports import Casebook, Drafts, Inquiries
from resonanz.store.memory import MemoryCasebook, MemoryDrafts, MemoryInquiries
from tests.store.contracts.making import NOON
from tests.store.contracts.together import DraftsContract, InquiriesContract
from tests.store.relational.making import opening


@pytest.fixture
def casebook() -> Casebook:
    return MemoryCasebook()


@pytest.fixture
def case(casebook: Casebook) -> CaseId:
    (opened,) = casebook.take_in([opening(1, DepartmentId(1))], [], follower="cases", seq=1, at=NOON)
    return opened


@pytest.fixture
def department() -> DepartmentId:
    return DepartmentId(2)


@pytest.fixture
def person() -> UserId:
    return UserId(1)


@pytest.fixture
def colleague() -> UserId:
    return UserId(2)


class TestMemoryDrafts(DraftsContract):
    @pytest.fixture
    def drafts(self, casebook: Casebook) -> Drafts:
        return MemoryDrafts(casebook)


class TestMemoryInquiries(InquiriesContract):
    @pytest.fixture
    def inquiries(self, casebook: Casebook) -> Inquiries:
        return MemoryInquiries(casebook)
